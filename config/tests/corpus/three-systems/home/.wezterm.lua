local wezterm = require 'wezterm'
local config = wezterm.config_builder()
local act = wezterm.action

local is_linux = wezterm.target_triple:find 'linux' ~= nil
local is_darwin = wezterm.target_triple == 'aarch64-apple-darwin' or wezterm.target_triple == 'x86_64-apple-darwin'
local is_windows = wezterm.target_triple == 'x86_64-pc-windows-msvc' or wezterm.target_triple:find('windows') ~= nil

local mod = is_darwin and 'CMD' or 'CTRL|SHIFT'

config.font = wezterm.font_with_fallback {
  { family = 'MonaspiceNe Nerd Font', weight = is_darwin and 'Regular' or 'Medium' },
  'Symbols Nerd Font',
}
config.font_size = is_darwin and 15 or is_windows and 11 or 12

if is_darwin then
  config.window_decorations = 'RESIZE|MACOS_FORCE_ENABLE_SHADOW'
  config.native_macos_fullscreen_mode = true
  config.send_composed_key_when_left_alt_is_pressed = true
  config.default_prog = { '/opt/homebrew/bin/fish', '-l' }
elseif is_windows then
  config.default_domain = 'WSL:Ubuntu'
  config.default_prog = { 'pwsh.exe', '-NoLogo' }
  config.win32_system_backdrop = 'Acrylic'
  config.window_background_opacity = 0
  config.launch_menu = {
    { label = 'cmd', args = { 'cmd.exe', '/s', '/k', 'title', 'cmd' } },
  }
elseif is_linux then
  config.enable_wayland = os.getenv 'CORPUS_NO_SUCH_VARIABLE' == nil
  config.window_decorations = 'NONE'
  config.default_prog = { '/usr/bin/fish' }
  config.set_environment_variables = { TERMINFO_DIRS = '/usr/share/terminfo', EDITOR = 'nvim' }
end

config.keys = {
  { key = 't', mods = mod, action = act.SpawnTab 'DefaultDomain' },
  { key = 'w', mods = mod, action = act.CloseCurrentTab { confirm = not is_darwin } },
  { key = 'LeftArrow', mods = mod, action = act.ActivateTabRelative(-1) },
}

return config
