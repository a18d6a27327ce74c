foreach(name matching message message_broken message_oddity message_write)
  totsugo_test(importers/online ${name} importers_online)
endforeach()

add_library(exchange STATIC
  importers/online/exchange.c support/world_fixture.c)
target_link_libraries(exchange PUBLIC test_support importers_online terminal_parts)
foreach(name filter folder folder_stop folder_take terminal terminal_people terminal_program)
  totsugo_test(importers/online ${name} exchange)
endforeach()
target_compile_definitions(terminal_program_test PRIVATE
  TERMINAL_DOUBLE="$<TARGET_FILE:terminal_double>")
add_dependencies(terminal_program_test terminal_double)

totsugo_test(importers delimited importers_tables)
totsugo_test(importers delimited_quotes importers_tables)
totsugo_test(importers wide importers_tables)
totsugo_test(importers/desk value importers_desk)
add_library(table_fixtures STATIC importers/table_support.c)
target_link_libraries(table_fixtures PUBLIC test_fixtures importers_registry)
add_library(capture_table_fixtures STATIC importers/desk/capture_table_support.c)
target_link_libraries(capture_table_fixtures PUBLIC table_fixtures)
foreach(name capture_table capture_table_damage capture_table_trouble table_reread)
  totsugo_test(importers/desk ${name} capture_table_fixtures)
endforeach()
totsugo_test(importers/desk values_input importers_desk)
totsugo_test(importers/online answer_table table_fixtures)
totsugo_test(importers registry table_fixtures)
totsugo_test(importers/receipts uke importers_receipts uke_fixture test_fixtures)
totsugo_test(importers/desk capture_memory table_fixtures test_failing_memory)

add_library(card_talk STATIC importers/card/card_talk.c)
target_link_libraries(card_talk PUBLIC test_support importers_card_script card_parts)
totsugo_test(importers/card command importers_card_script)
totsugo_test(importers/card script card_talk)
totsugo_test(importers/card card_certificate card_talk)
totsugo_test(importers/card tlv importers_card_script)
totsugo_test(importers/card card_evidence card_talk importers_card_evidence rules_fixture)

# The double stands before the library: a program's own functions are taken first.
totsugo_test(importers/card reader importers_card_reader card_talk)
target_sources(reader_test PRIVATE doubles/pcsc.c)

add_executable(card_driver importers/card/card_driver.c)
target_link_libraries(card_driver PRIVATE importers_card_reader)
add_executable(card_rival importers/card/card_rival.c)
target_link_libraries(card_rival PRIVATE house PkgConfig::PCSC)
add_executable(card_between importers/card/card_between.c)
target_link_libraries(card_between PRIVATE importers_card_reader)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
function(card_service_test name)
  add_test(NAME importers/card/service_${name}
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/importers/card/service_test.py
            $<TARGET_FILE:card_double> $<TARGET_FILE:card_driver> $<TARGET_FILE:card_rival>
            $<TARGET_FILE:card_between> ${CMAKE_CURRENT_SOURCE_DIR}/importers/card/wire ${ARGN})
  set_tests_properties(importers/card/service_${name} PROPERTIES
    LABELS "importers;card" TIMEOUT 1200 SKIP_RETURN_CODE 77
    ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endfunction()
card_service_test(profiles profiles)
card_service_test(pulled pulled)
card_service_test(faults but profiles pulled)
totsugo_test(importers/tickets ticket_value importers_tickets)
totsugo_test(importers/tickets ticket_table table_fixtures)

# Archives are made by a script, whole and broken; each goes through the program.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME importers/tickets/archive
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/importers/tickets/archive_test.py
          $<TARGET_FILE:totsugo> ${PROJECT_SOURCE_DIR}/rules)
set_tests_properties(importers/tickets/archive PROPERTIES
  LABELS "importers;tickets" TIMEOUT 900 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)

# The double itself, seen by OpenSC.
add_test(NAME doubles/card_oracle
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/doubles/card_oracle_test.py
          $<TARGET_FILE:card_double> $<TARGET_FILE:card_rival>)
set_tests_properties(doubles/card_oracle PROPERTIES
  LABELS card TIMEOUT 900 SKIP_RETURN_CODE 77 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
add_executable(card_bare bench/card_bare.c)
target_link_libraries(card_bare PRIVATE house PkgConfig::PCSC)

# Days with a bad line; without sanitizers a thousand take some minutes.
add_library(days STATIC importers/online/days.c)
target_link_libraries(days PUBLIC test_fixtures)
totsugo_test(importers/online days days importers_verifiers terminal_parts)
add_library(simulated_gateway STATIC importers/online/simulated_gateway.c)
target_link_libraries(simulated_gateway PUBLIC importers_verifiers terminal_parts)
totsugo_test(importers/online gateway_days days simulated_gateway)
totsugo_test(importers/online gateway_keys days simulated_gateway)
add_library(told_line STATIC importers/online/told_line.c)
target_link_libraries(told_line PUBLIC test_fixtures importers_verifiers)
totsugo_test(importers/online gateway told_line)
totsugo_test(importers/online gateway_pem importers_verifiers PkgConfig::CRYPTO)
function(gateway_days_tls name label days)
  add_test(NAME ${name}
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/importers/online/gateway_days.py ${PROJECT_BINARY_DIR} ${days})
  set_tests_properties(${name} PROPERTIES LABELS "${label}" TIMEOUT 900 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endfunction()
gateway_days_tls(importers/online/gateway_days_tls "importers;online" 10)
if(TOTSUGO_CAMPAIGNS)
  add_test(NAME campaign/days COMMAND days_test 1000)
  add_test(NAME campaign/gateway_days COMMAND gateway_days_test 1000)
  set_tests_properties(campaign/days campaign/gateway_days PROPERTIES LABELS campaign TIMEOUT 1200)
  gateway_days_tls(campaign/gateway_days_tls campaign 60)
endif()

# HTTP/2 by a proxy that Debian has, where it is installed.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME importers/online/gateway_http2
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/importers/online/gateway_http2.py ${PROJECT_BINARY_DIR})
set_tests_properties(importers/online/gateway_http2 PROPERTIES LABELS "importers;online" TIMEOUT 900
  SKIP_RETURN_CODE 77 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
