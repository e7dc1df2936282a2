local wezterm = require 'wezterm'
local act = wezterm.action
local config = wezterm.config_builder()

-- what was set can be read, and changed where it lies
config.keys = config.keys or {}
config.keys[#config.keys + 1] = { key = 'a', mods = 'ALT', action = act.Nop }
table.insert(config.keys, 1, { key = 'b', mods = 'ALT', action = act.Nop })
table.insert(config.keys, { key = 'c', mods = 'ALT', action = act.Nop })
table.remove(config.keys, 2)
for _, binding in ipairs(config.keys) do
  binding.mods = binding.mods .. '|SHIFT'
end

config.colors = { background = '#111111' }
config.colors.foreground = '#eeeeee'
config.colors.tab_bar = {}
config.colors.tab_bar.active_tab = { bg_color = '#222222', fg_color = '#dddddd' }

config.window_padding = { left = 1, right = 1, top = 1, bottom = 1 }
for side in pairs(config.window_padding) do
  config.window_padding[side] = config.window_padding[side] * 4
end

config.font_size = 10
config.font_size = config.font_size * 1.5
config.line_height = 2
config.line_height = nil

config.set_environment_variables = {}
config.set_environment_variables['EDITOR'] = 'vi'
config.launch_menu = {}
config.launch_menu[1] = { args = { 'top' } }
config.key_tables = {}
config.key_tables.one = {}
config.key_tables['one'][1] = { key = 'x', action = act.PopKeyTable }

-- one after the other
local count = 0
for name, value in pairs(config) do
  assert(type(name) == 'string' and value ~= nil)
  count = count + 1
end
assert(count == 7, count)

-- a second builder is another one
local other = wezterm.config_builder()
other.font_size = 99

-- what is returned may be a plain table with what the builder has
local plain = {}
for name, value in pairs(config) do
  plain[name] = value
end
plain.enable_tab_bar = false
return plain
