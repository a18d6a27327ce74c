foreach(name answer domain evidence fact field individual_number individual_tally insurer jis jis_text person)
  totsugo_test(engine/vocabulary ${name} engine_vocabulary)
endforeach()

add_library(uke_fixture STATIC support/uke_fixture.c)
target_link_libraries(uke_fixture PUBLIC house engine_vocabulary)
foreach(name encoding_watch receipt receipt_file receipt_kinds receipt_layout record)
  totsugo_test(engine/vocabulary ${name} engine_vocabulary uke_fixture)
endforeach()
