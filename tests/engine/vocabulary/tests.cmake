foreach(name answer domain evidence fact field individual_number individual_tally insurer jis jis_text person)
  totsugo_test(engine/vocabulary ${name} engine_vocabulary)
endforeach()
