-- Pull in the wezterm API
local wezterm = require 'wezterm'

-- This will hold the configuration.
local config = wezterm.config_builder()

-- This is where you actually apply your config choices.
config.initial_cols = 120
config.initial_rows = 28

config.font = wezterm.font 'JetBrainsMono Nerd Font'
config.font_size = 14
config.color_scheme = 'Catppuccin Mocha'

config.enable_tab_bar = false
config.window_decorations = 'RESIZE'
config.window_background_opacity = 0.92
config.macos_window_background_blur = 20
config.window_close_confirmation = 'NeverPrompt'
config.max_fps = 120
config.scrollback_lines = 10000
config.audible_bell = 'Disabled'
config.check_for_updates = false

config.window_padding = { left = 12, right = '1cell', top = '8px', bottom = 0 }

-- and finally, return the configuration to wezterm
return config
