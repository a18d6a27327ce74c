# Behaviour that a user sees: one test per case file (tests/cases/README.md).
find_package(Python3 REQUIRED COMPONENTS Interpreter)
file(GLOB_RECURSE case_files CONFIGURE_DEPENDS
  RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/cases ${CMAKE_CURRENT_SOURCE_DIR}/cases/*.case)
foreach(case_file IN LISTS case_files)
  string(REGEX REPLACE "\\.case$" "" name ${case_file})
  add_test(NAME cases/${name}
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/support/run_case.py
            $<TARGET_FILE:totsugo> $<TARGET_FILE:terminal_double> ${PROJECT_SOURCE_DIR}
            ${CMAKE_CURRENT_SOURCE_DIR}/cases/${case_file})
  set_tests_properties(cases/${name} PROPERTIES
    LABELS cases TIMEOUT 900 SKIP_RETURN_CODE 77 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endforeach()
