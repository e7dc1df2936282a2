local wezterm = require 'wezterm'
local config = {}

wezterm.GLOBAL.loads = (wezterm.GLOBAL.loads or 0) + 1
if not wezterm.GLOBAL.settings then
  wezterm.GLOBAL.settings = { opacity = 0.8, recent = { 'a', 'b' } }
end
local g = wezterm.GLOBAL
g.settings.opacity = g.settings.opacity - 0.05
g.settings.recent[3] = 'c'

config.window_background_opacity = g.settings.opacity
config.text_background_opacity = 1.0
config.default_workspace = g.settings.recent[3] .. tostring(g.loads) .. #g.settings.recent
local names = {}
for i, name in ipairs(g.settings.recent) do
  names[i] = name
end
config.default_prog = names

wezterm.on('toggle-opacity', function(window)
  g.settings.opacity = g.settings.opacity < 1 and 1.0 or 0.75
  local overrides = window:get_config_overrides() or {}
  overrides.window_background_opacity = g.settings.opacity
  window:set_config_overrides(overrides)
end)
config.keys = { { key = 'o', mods = 'CTRL|ALT', action = wezterm.action.EmitEvent 'toggle-opacity' } }

return config
