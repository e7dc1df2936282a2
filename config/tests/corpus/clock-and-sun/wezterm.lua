local wezterm = require 'wezterm'
local config = wezterm.config_builder()

-- dark by night
local now = wezterm.time.now()
assert(now:format '%Y' == wezterm.strftime '%Y' and #now:format_utc '%H:%M' == 5)
local noon = wezterm.time.parse_rfc3339 '2024-06-21T12:00:00Z'
local sun = noon:sun_times(51.5, 0)
assert(sun.up == true and sun.rise and sun.set)
config.color_scheme = sun.up and 'Rosé Pine Dawn (base16)' or 'Rosé Pine (base16)'
assert(noon:format_utc '%H:%M' == '12:00')
assert(wezterm.time.parse('2024-02-29 10:30:00', '%Y-%m-%d %H:%M:%S'):format '%d' == '29')

local function days(text)
  local y, m, d = text:match '(%d+)-(%d+)-(%d+)'
  return os.time { year = y, month = m, day = d, hour = 12 } // 86400
end
config.scrollback_lines = days '2024-03-01' - days '2024-02-01'
config.default_workspace = os.date('!%Y-%m-%d', 0)

wezterm.on('update-status', function(window)
  wezterm.GLOBAL.ticks = (wezterm.GLOBAL.ticks or 0) + 1
  window:set_left_status(('tick %d'):format(wezterm.GLOBAL.ticks))
end)

return config
