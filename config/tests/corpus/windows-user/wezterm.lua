local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.default_prog = { 'C:\\Program Files\\PowerShell\\7\\pwsh.exe', '-NoLogo' }
config.default_cwd = "D:\\work"
config.wsl_domains = {
  {
    name = 'WSL:Ubuntu-22.04',
    distribution = 'Ubuntu-22.04',
    username = 'me',
    default_cwd = '~',
    default_prog = { 'zsh' },
  },
}
config.default_domain = 'WSL:Ubuntu-22.04'
config.launch_menu = {
  { label = 'PowerShell', args = { 'pwsh.exe', '-NoLogo' }, domain = { DomainName = 'local' } },
  { label = 'Git Bash', args = { 'C:\\Program Files\\Git\\bin\\bash.exe', '-li' }, cwd = 'D:\\work' },
}
config.font = wezterm.font_with_fallback({ 'Cascadia Code NF', 'Microsoft YaHei' })
config.font_size = 11
config.front_end = 'OpenGL'
config.prefer_egl = true
config.win32_system_backdrop = 'Mica'
config.win32_acrylic_accent_color = '#00000080'
config.window_background_opacity = 0
config.window_decorations = 'INTEGRATED_BUTTONS|RESIZE'
config.integrated_title_button_style = 'Windows'
config.canonicalize_pasted_newlines = 'CarriageReturnAndLineFeed'
config.allow_win32_input_mode = true
config.check_for_updates = true
config.check_for_updates_interval_seconds = 86400 * 7
config.show_update_window = true
config.set_environment_variables = {
  -- This changes the default prompt for cmd.exe to report the
  -- current directory using OSC 7
  prompt = '$E]7;file://localhost/$P$E\\$E[32m$T$E[0m $E[35m$P$E[36m$_$G$E[0m ',
}
config.color_scheme = 'Solarized Dark (Gogh)'
config.quote_dropped_files = 'Windows'
config.ulimit_nofile = 4096
config.keys = {
  { key = 'v', mods = 'CTRL', action = wezterm.action.PasteFrom 'Clipboard' },
  { key = 'c', mods = 'CTRL', action = wezterm.action_callback(function(window, pane)
    local text = window:get_selection_text_for_pane(pane)
    if text ~= nil and #text > 0 then
      window:perform_action(wezterm.action.CopyTo 'Clipboard', pane)
    else
      window:perform_action(wezterm.action.SendKey { key = 'c', mods = 'CTRL' }, pane)
    end
  end) },
}

return config
