find_package(Python3 REQUIRED COMPONENTS Interpreter)

add_library(rules_fixture STATIC support/rules_fixture.c)
target_link_libraries(rules_fixture PUBLIC house engine_law)
target_compile_definitions(rules_fixture PRIVATE TOTSUGO_RULES="${PROJECT_SOURCE_DIR}/rules")
add_library(export_fixture STATIC
  exporters/export_fixture.c exporters/odd_disk.c exporters/overlay_support.c)
target_link_libraries(export_fixture PUBLIC exporters rules_fixture uke_fixture test_fixtures)

foreach(name csv_cell receipt_draft receipt_export receipt_overlay receipt_overlay_comments receipt_split safe_file)
  totsugo_test(exporters ${name} export_fixture)
endforeach()

# A file from outside the tree: skipped, and said so, where TOTSUGO_SAMPLES does not name its folder.
totsugo_test(exporters receipt_sample export_fixture)
set_tests_properties(exporters/receipt_sample PROPERTIES SKIP_RETURN_CODE 77)

# Generator, export and checker, over many files.
add_executable(uke_driver support/uke_driver.c)
target_link_libraries(uke_driver PRIVATE exporters rules_fixture)
add_test(NAME exporters/uke_proof
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/support/uke_proof.py
          $<TARGET_FILE:uke_driver> ${CMAKE_CURRENT_BINARY_DIR}/uke_proof 1 40)
set_tests_properties(exporters/uke_proof PROPERTIES LABELS exporters TIMEOUT 900)
