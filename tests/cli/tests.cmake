find_package(Python3 REQUIRED COMPONENTS Interpreter)

totsugo_test(cli wording engine_vocabulary)

# tests/support/NAME.py with the program, the double and the tree; more words may follow.
function(totsugo_script name script labels)
  add_test(NAME ${name}
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/support/${script}.py
            $<TARGET_FILE:totsugo> $<TARGET_FILE:terminal_double> ${PROJECT_SOURCE_DIR} ${ARGN})
  set_tests_properties(${name} PROPERTIES
    LABELS "${labels}" TIMEOUT 1200 SKIP_RETURN_CODE 77 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endfunction()

totsugo_script(cli/kill_runs kill_runs cli 200)
if(TOTSUGO_CAMPAIGNS)
  totsugo_script(campaign/kill_runs kill_runs campaign 2000)
endif()
