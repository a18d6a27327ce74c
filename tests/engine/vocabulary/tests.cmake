foreach(name answer domain evidence fact field insurer jis jis_text person)
  totsugo_test(engine/vocabulary ${name} engine_vocabulary)
endforeach()
