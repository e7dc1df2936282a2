local wezterm = require 'wezterm'
local act = wezterm.action
local config = wezterm.config_builder()

config.disable_default_key_bindings = true
config.key_map_preference = 'Physical'
config.debug_key_events = true
config.enable_csi_u_key_encoding = false
config.enable_kitty_keyboard = true
config.use_dead_keys = false
config.use_ime = false
config.ime_preedit_rendering = 'System'
config.treat_left_ctrlalt_as_altgr = true
config.swap_backspace_and_delete = false
config.leader = { key = 'VoidSymbol', mods = '', timeout_milliseconds = 800 }

config.keys = {
  { key = 'phys:A', mods = 'CTRL|SHIFT', action = act.ActivateTabRelative(-1) },
  { key = 'phys:Space', mods = 'SHIFT|CTRL', action = act.QuickSelect },
  { key = 'phys:3', mods = 'SHIFT', action = act.SendString '#' },
  { key = 'mapped:+', mods = 'CTRL', action = act.IncreaseFontSize },
  { key = 'mapped:!', mods = 'CTRL', action = act.ActivateTab(0) },
  { key = 'raw:123', mods = 'NONE', action = act.Nop },
  { key = 'raw:31', mods = 'ALT', action = act.Nop },
  { key = 'Numpad0', mods = 'CTRL', action = act.ResetFontSize },
  { key = 'Add', mods = 'CTRL', action = act.IncreaseFontSize },
  { key = 'MediaPlayPause', action = act.SendKey { key = 'Enter' } },
  { key = 'Multiply', mods = 'CTRL', action = act.Nop },
  { key = 'BrowserBack', action = act.Nop },
  { key = 'PrintScreen', mods = 'CTRL', action = act.Nop },
  { key = 'Applications', mods = 'SHIFT', action = act.Nop },
  { key = 'F24', mods = 'CMD', action = act.Hide },
  { key = 'q', mods = 'CMD', action = act.QuitApplication },
  { key = 'h', mods = 'CMD|OPT', action = 'HideApplication' },
  { key = 'Tab', mods = 'CTRL', action = act.ActivateLastTab },
  { key = 'Tab', mods = 'SHIFT|CTRL', action = act.ActivateTabRelativeNoWrap(-1) },
  { key = 'PageUp', mods = 'SHIFT | CTRL', action = act.MoveTabRelative(-1) },
  { key = 'Copy', mods = 'NONE', action = act.CopyTo 'Clipboard' },
  { key = 'Paste', mods = 'NONE', action = act.PasteFrom 'Clipboard' },
  { key = 'Delete', mods = 'WIN', action = act.ResetTerminal },
  { key = '\\', mods = 'CTRL', action = act.SendString '\x1c' },
  { key = 'Backspace', mods = 'META', action = act.SendString '\x1b\x7f' },
  { key = '1', mods = 'LEADER', action = act.SetPaneZoomState(true) },
  { key = '2', mods = 'LEADER', action = act.ActivatePaneByIndex(2) },
  { key = '3', mods = 'LEADER', action = act.MoveTab(0) },
  { key = '4', mods = 'LEADER', action = act.ActivateWindow(0) },
  { key = '5', mods = 'LEADER', action = act.ActivateWindowRelative(1) },
  { key = '6', mods = 'LEADER', action = act.ClearKeyTableStack },
  { key = '7', mods = 'LEADER', action = act.CopyTextTo { text = 'mail@example.org', destination = 'PrimarySelection' } },
  { key = '8', mods = 'LEADER', action = act.OpenUri 'https://example.org' },
  { key = '9', mods = 'LEADER', action = act.ToggleAlwaysOnTop },
  { key = '0', mods = 'LEADER', action = act.SetWindowLevel 'AlwaysOnBottom' },
  { key = 's', mods = 'LEADER', action = act.SplitPane { direction = 'Left', command = { args = { 'top' } }, size = { Percent = 35 }, top_level = true } },
  { key = 'S', mods = 'LEADER', action = act.SplitPane { direction = 'Down', size = { Cells = 12 } } },
}

return config
