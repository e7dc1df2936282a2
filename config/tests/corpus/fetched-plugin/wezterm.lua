local wezterm = require('wezterm')
local config = wezterm.config_builder()
local line = wezterm.plugin.require('https://github.com/someone/line.wez')

line.setup({ options = { theme = 'Batman', tabs_enabled = true, component_separators = '' }, sections = { tabline_z = { 'hostname' } } })
line.apply_to_config(config)
config.color_scheme = line.get_theme()

return config
