find_package(Python3 REQUIRED COMPONENTS Interpreter)

totsugo_test(cli wording engine_vocabulary)

# The printed recovery key is another one in each run, which a case file cannot say.
add_test(NAME cli/recovery
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/recovery_test.py
          $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(cli/recovery PROPERTIES LABELS cli TIMEOUT 900)

add_test(NAME cli/hardened
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/hardened_test.py
          $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(cli/hardened PROPERTIES LABELS cli TIMEOUT 900 SKIP_RETURN_CODE 77)

add_test(NAME cli/full_disk
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/full_disk_test.py
          $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(cli/full_disk PROPERTIES LABELS cli TIMEOUT 900)

add_test(NAME cli/lost_output
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/lost_output_test.py
          $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(cli/lost_output PROPERTIES LABELS cli TIMEOUT 900)

add_test(NAME cli/many_files
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/many_files_test.py
          $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(cli/many_files PROPERTIES LABELS cli TIMEOUT 900)

# A check-up day, a practitioner's month and a midwife's case from files to lists.
add_test(NAME cli/site
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/site_test.py
          $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR})
set_tests_properties(cli/site PROPERTIES LABELS "cli;tickets" TIMEOUT 900 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)

add_test(NAME cli/typing
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/typing_test.py
          $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(cli/typing PROPERTIES LABELS cli TIMEOUT 900)

# tests/support/NAME.py with the program, the double and the tree; more words may follow.
function(totsugo_script name script labels)
  add_test(NAME ${name}
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/support/${script}.py
            $<TARGET_FILE:totsugo> $<TARGET_FILE:terminal_double> ${PROJECT_SOURCE_DIR} ${ARGN})
  set_tests_properties(${name} PROPERTIES
    LABELS "${labels}" TIMEOUT 1200 SKIP_RETURN_CODE 77 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endfunction()

totsugo_script(cli/sealed_store sealed_store cli)
# A file from outside the tree: skipped, and said so, where TOTSUGO_SAMPLES does not name its folder.
totsugo_script(cli/sample_overlay sample_overlay cli)
totsugo_script(cli/kill_runs kill_runs cli 200)
totsugo_script(cli/capture_beside capture_beside cli 600)
if(TOTSUGO_CAMPAIGNS)
  totsugo_script(campaign/kill_runs kill_runs campaign 2000)
endif()

# Commands in the process of a test, with a recorded disk or failing memory under them.
add_library(cli_rig STATIC cli/cli_rig.c cli/export_rig.c cli/failing_rig.c)
target_link_libraries(cli_rig PUBLIC cli uke_fixture test_fixtures)
totsugo_test(cli capture_failing cli_rig)
totsugo_test(cli command_memory cli_rig test_failing_memory)
totsugo_test(cli export_failing cli_rig)
totsugo_test(cli export_cut cli_rig)
totsugo_test(cli journal_verify cli_rig)
totsugo_test(cli fillers cli_rig)
if(TOTSUGO_CAMPAIGNS)
  add_test(NAME campaign/export_cut COMMAND export_cut_test 4000)
  add_test(NAME campaign/command_memory COMMAND command_memory_test 1)
  add_test(NAME campaign/capture_failing COMMAND capture_failing_test 1)
  add_test(NAME campaign/export_failing COMMAND export_failing_test 1)
  set_tests_properties(campaign/export_cut campaign/command_memory campaign/capture_failing
    campaign/export_failing PROPERTIES
    LABELS campaign TIMEOUT 1200)
endif()

# The reception loop in a real terminal, on a real card service.
function(card_desk_test name)
  add_test(NAME cli/card_${name}
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/card_test.py
            $<TARGET_FILE:totsugo> $<TARGET_FILE:card_double> $<TARGET_FILE:card_rival>
            ${PROJECT_SOURCE_DIR} ${ARGN})
  set_tests_properties(cli/card_${name} PROPERTIES
    LABELS "cli;card" TIMEOUT 1200 SKIP_RETURN_CODE 77
    ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endfunction()
card_desk_test(loop but a_whole_loop_is_clean_under_valgrind)
if(TOTSUGO_CAMPAIGNS) # without sanitizers
  card_desk_test(valgrind plain=$<TARGET_FILE:totsugo> a_whole_loop_is_clean_under_valgrind)
  set_tests_properties(cli/card_valgrind PROPERTIES LABELS campaign)
endif()

find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME cli/watch
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/cli/watch.py ${PROJECT_BINARY_DIR})
set_tests_properties(cli/watch PROPERTIES LABELS cli TIMEOUT 900 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
