local wezterm = require('wezterm')
local sessionizer = require('sessionizer')
local act = wezterm.action
local config = wezterm.config_builder()

config.keys = {
  { key = 'f', mods = 'CTRL', action = wezterm.action_callback(sessionizer.toggle) },
  { key = 'F', mods = 'CTRL|SHIFT', action = sessionizer.pick },
  { key = 'n', mods = 'CTRL|ALT', action = act.SwitchWorkspaceRelative(1) },
  { key = 'p', mods = 'CTRL|ALT', action = act.SwitchWorkspaceRelative(-1) },
  { key = 'd', mods = 'CTRL|ALT', action = act.SwitchToWorkspace { name = 'default' } },
  {
    key = 'm',
    mods = 'CTRL|ALT',
    action = act.SwitchToWorkspace { name = 'monitoring', spawn = { args = { 'htop', '-d', '5' }, cwd = '/', set_environment_variables = { LANG = 'C' } } },
  },
  { key = 'i', mods = 'CTRL|ALT', action = act.SwitchToWorkspace },
  { key = '9', mods = 'ALT', action = act.ShowLauncherArgs { flags = 'FUZZY|WORKSPACES', title = 'Workspaces' } },
}

return config
