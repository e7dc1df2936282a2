local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local launch_menu = {}
table.insert(launch_menu, { label = 'PowerShell', args = { 'powershell.exe', '-NoLogo' } })

-- every project of mine
for _, dir in ipairs(wezterm.glob(wezterm.home_dir .. '/code/*')) do
  local name = dir:gsub('.*[/\\]', '')
  table.insert(launch_menu, { label = 'Project: ' .. name, cwd = dir, args = { 'nvim', '.' }, set_environment_variables = { PROJECT = name } })
end
-- Visual Studio's, newest first, where there is one
for _, vsvers in ipairs(wezterm.glob('Microsoft Visual Studio/20*', wezterm.home_dir)) do
  local year = vsvers:gsub('Microsoft Visual Studio/', '')
  table.insert(launch_menu, { label = 'x64 Native Tools VS ' .. year, args = { 'cmd.exe', '/k', vsvers .. '/vcvars64.bat' } })
end
for _, entry in ipairs(wezterm.read_dir(wezterm.home_dir .. '/code')) do
  assert(entry:find(wezterm.home_dir, 1, true) == 1)
end
table.insert(launch_menu, { args = { 'top' }, domain = 'DefaultDomain' })

config.launch_menu = launch_menu
config.keys = {
  { key = 'l', mods = 'ALT', action = wezterm.action.ShowLauncher },
  { key = 'l', mods = 'ALT|SHIFT', action = wezterm.action.ShowLauncherArgs { flags = 'FUZZY|LAUNCH_MENU_ITEMS|TABS|DOMAINS|KEY_ASSIGNMENTS|WORKSPACES|COMMANDS', help_text = 'Choose', fuzzy_help_text = 'Find: ' } },
  { key = 'y', mods = 'CMD', action = wezterm.action.SpawnCommandInNewTab { args = { 'top' } } },
  { key = 'y', mods = 'CMD|SHIFT', action = wezterm.action.SpawnCommandInNewWindow { cwd = wezterm.home_dir } },
}
config.prefer_to_spawn_tabs = true
config.quit_when_all_windows_are_closed = false
config.skip_close_confirmation_for_processes_named = { 'bash', 'zsh' }
config.clean_exit_codes = { 130, 143 }

return config
