local wezterm = require 'wezterm'
local config = wezterm.config_builder()

-- start from a scheme that is there and change it
local custom = wezterm.color.get_builtin_schemes()['Catppuccin Mocha']
custom.background = '#000000'
custom.tab_bar.background = '#040404'
custom.tab_bar.inactive_tab.bg_color = '#0f0f0f'
custom.tab_bar.new_tab.bg_color = '#080808'

-- the older name of the function
local dracula = wezterm.get_builtin_color_schemes()['Dracula (Official)']
dracula.ansi[2] = 'orangered'

local function count(t)
  local n = 0
  for _ in pairs(t) do
    n = n + 1
  end
  return n
end
assert(count(wezterm.color.get_builtin_schemes()) >= 250)

config.color_schemes = {
  ['OLEDppuccin'] = custom,
  ['Dracula of mine'] = dracula,
  ['From nothing'] = { foreground = 'silver', background = '#222', ansi = { 'black', 'maroon', 'green', 'olive', 'navy', 'purple', 'teal', 'silver' } },
}
config.color_scheme = 'OLEDppuccin'

-- colours are objects with methods
local accent = wezterm.color.parse('#89b4fa')
local h, s, l, a = accent:hsla()
assert(math.floor(h + 0.5) == 217 and a == 1)
config.colors = {
  cursor_bg = accent:darken(1.0),
  selection_bg = accent,
  split = wezterm.color.from_hsla(0, 1, 0.5, 1),
}

config.keys = {
  {
    key = 'd',
    mods = 'CTRL|SHIFT|ALT',
    action = wezterm.action_callback(function(window)
      local overrides = window:get_config_overrides() or {}
      overrides.color_scheme = not overrides.color_scheme and 'Dracula of mine' or nil
      window:set_config_overrides(overrides)
    end),
  },
}

return config
