# The rulebook that is shipped: proved, its cases run, every change of it noticed.
add_executable(rules_mutation rules/mutation.c rules/rule_folder.c)
target_link_libraries(rules_mutation PRIVATE house engine_law)
add_test(NAME rules/mutation_sample COMMAND rules_mutation ${PROJECT_SOURCE_DIR}/rules 5)
set_tests_properties(rules/mutation_sample PROPERTIES LABELS rules TIMEOUT 900)
if(TOTSUGO_CAMPAIGNS)
  add_test(NAME rules/mutation COMMAND rules_mutation ${PROJECT_SOURCE_DIR}/rules)
  set_tests_properties(rules/mutation PROPERTIES LABELS "rules;campaign" TIMEOUT 1200)
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME rules/exercised
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/rules/exercised.py ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(rules/exercised PROPERTIES LABELS rules TIMEOUT 900)
add_test(NAME rules/check COMMAND totsugo rules check ${PROJECT_SOURCE_DIR}/rules)
add_test(NAME rules/cases COMMAND totsugo rules test ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(rules/check rules/cases PROPERTIES LABELS rules TIMEOUT 900)
add_test(NAME rules/extension
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/rules/extension.py
    $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(rules/extension PROPERTIES LABELS rules TIMEOUT 900)
add_test(NAME rules/refused
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/rules/refused.py
    $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(rules/refused PROPERTIES LABELS rules TIMEOUT 900)
add_test(NAME rules/manual
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/rules/manual.py
    $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules ${PROJECT_SOURCE_DIR}/docs/RULES.ja.md)
set_tests_properties(rules/manual PROPERTIES LABELS rules TIMEOUT 900)
add_executable(rules_matching rules/matching.c rules/rule_folder.c)
target_link_libraries(rules_matching PRIVATE house engine_law)
file(GLOB matching_cases CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/rules/matching/*.match)
add_test(NAME rules/matching COMMAND rules_matching ${PROJECT_SOURCE_DIR}/rules ${matching_cases})
set_tests_properties(rules/matching PROPERTIES LABELS rules TIMEOUT 900)
