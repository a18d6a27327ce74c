foreach(name
    answers backup base32 behind bulk cases choosing crypto failing_disk incarnation inquiries journal
    journal_check packer part_cache power_cut prints rulebooks settings store two_processes
    vault vault_way visit_match visits)
  totsugo_test(engine/storage ${name} test_fixtures)
endforeach()
totsugo_test(engine/storage no_memory test_failing_memory)

# 3,000 cuts each through capturing, importing and making a store; tests/cli adds 4,000 through exports.
# About three minutes without sanitizers.
if(TOTSUGO_CAMPAIGNS)
  add_test(NAME campaign/power_cut COMMAND power_cut_test 9000)
  set_tests_properties(campaign/power_cut PROPERTIES LABELS campaign TIMEOUT 1200)
endif()
