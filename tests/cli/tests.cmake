totsugo_test(cli wording engine_vocabulary)
totsugo_test(cli fillers cli test_fixtures)

# The printed recovery key is another one in each run, which a case file cannot say.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME cli/recovery
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/recovery_test.py
          $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(cli/recovery PROPERTIES LABELS cli TIMEOUT 180)
