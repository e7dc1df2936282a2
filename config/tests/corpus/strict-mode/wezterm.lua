local wezterm = require 'wezterm'
local config = wezterm.config_builder()
config:set_strict_mode(true)

config.color_scheme = 'Dracula (Official)'
config.font = wezterm.font('Fira Code', { weight = 'DemiBold', stretch = 'Normal', style = 'Italic' })
config.harfbuzz_features = { 'zero', 'ss01', 'cv05=1', 'calt=0' }
config.bold_brightens_ansi_colors = 'BrightOnly'
config.force_reverse_video_cursor = true
config.term = 'wezterm'
config.hide_mouse_cursor_when_typing = false

-- what is not there is nil, also in strict mode
assert(config.window_padding == nil)
-- a misspelt option is an error here, which can be caught
local ok, message = pcall(function()
  config.colour_scheme = 'Dracula'
end)
assert(not ok and tostring(message):find('colour_scheme'))

return config
