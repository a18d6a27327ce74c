foreach(name matching message message_broken message_write)
  totsugo_test(importers/online ${name} importers_online)
endforeach()
