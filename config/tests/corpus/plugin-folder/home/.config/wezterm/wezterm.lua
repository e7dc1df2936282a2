local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local bar = wezterm.plugin.require('file://' .. wezterm.home_dir .. '/projects/bar.wezterm')
local dim = wezterm.plugin.require(wezterm.config_dir .. '/plugins/dim')

config.color_scheme = 'Nord (base16)'
bar.apply_to_config(config, {
  position = 'top',
  modules = { clock = { enabled = false }, user = { icon = wezterm.nerdfonts.fa_user } },
})
dim.apply_to_config(config)

for _, plugin in ipairs(wezterm.plugin.list()) do
  wezterm.log_info(plugin.url, plugin.component, plugin.plugin_dir)
end

return config
