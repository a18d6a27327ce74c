foreach(name
    aliases answers asking backup base32 behind bulk cases choosing confirming corrections crypto failing_disk incarnation inquiries journal
    journal_bytes journal_check nonce packer part_cache power_cut prints rebuild returns rulebooks seen_numbers settings store submissions two_processes
    purge purge_cut twins vault vault_way verdict_apply visit_match visits wiped written_claims
    written_returns)
  totsugo_test(engine/storage ${name} test_fixtures)
endforeach()
totsugo_test(engine/storage no_memory test_failing_memory)
totsugo_test(engine/storage pairing test_fixtures rules_fixture)

# Stores of earlier versions, and what makes one of this version (tests/golden/README.md).
totsugo_test(engine/storage golden test_fixtures)
target_compile_definitions(golden_test PRIVATE TEST_GOLDEN="${PROJECT_SOURCE_DIR}/tests/golden")
add_executable(golden_make golden/golden_make.c)
target_link_libraries(golden_make PRIVATE test_fixtures)

# 3,000 cuts each through capturing, importing and making a store; tests/cli adds 4,000 through exports.
# About three minutes without sanitizers.
if(TOTSUGO_CAMPAIGNS)
  add_test(NAME campaign/power_cut COMMAND power_cut_test 9000)
  set_tests_properties(campaign/power_cut PROPERTIES LABELS campaign TIMEOUT 1200)
endif()
