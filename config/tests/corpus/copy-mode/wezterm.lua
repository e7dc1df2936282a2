local wezterm = require 'wezterm'
local act = wezterm.action
local config = wezterm.config_builder()

config.key_tables = {
  extended = { { key = 'Escape', action = 'PopKeyTable' } },
  copy_mode = {
    { key = 'Tab', mods = 'NONE', action = act.CopyMode 'MoveForwardWord' },
    { key = 'Tab', mods = 'SHIFT', action = act.CopyMode 'MoveBackwardWord' },
    { key = 'Enter', mods = 'NONE', action = act.CopyMode 'MoveToStartOfNextLine' },
    { key = 'Escape', mods = 'NONE', action = act.Multiple { act.CopyMode 'ClearPattern', act.CopyMode 'Close' } },
    { key = 'Space', mods = 'NONE', action = act.CopyMode { SetSelectionMode = 'Cell' } },
    { key = '$', mods = 'SHIFT', action = act.CopyMode 'MoveToEndOfLineContent' },
    { key = '^', mods = 'NONE', action = act.CopyMode 'MoveToStartOfLineContent' },
    { key = '0', mods = 'NONE', action = act.CopyMode 'MoveToStartOfLine' },
    { key = 'G', mods = 'SHIFT', action = act.CopyMode 'MoveToScrollbackBottom' },
    { key = 'g', mods = 'NONE', action = act.CopyMode 'MoveToScrollbackTop' },
    { key = 'H', mods = 'SHIFT', action = act.CopyMode 'MoveToViewportTop' },
    { key = 'M', mods = 'SHIFT', action = act.CopyMode 'MoveToViewportMiddle' },
    { key = 'L', mods = 'SHIFT', action = act.CopyMode 'MoveToViewportBottom' },
    { key = 'O', mods = 'SHIFT', action = act.CopyMode 'MoveToSelectionOtherEndHoriz' },
    { key = 'o', mods = 'NONE', action = act.CopyMode 'MoveToSelectionOtherEnd' },
    { key = 'V', mods = 'SHIFT', action = act.CopyMode { SetSelectionMode = 'Line' } },
    { key = 'v', mods = 'CTRL', action = act.CopyMode { SetSelectionMode = 'Block' } },
    { key = 'e', mods = 'NONE', action = act.CopyMode 'MoveForwardWordEnd' },
    { key = 'h', mods = 'NONE', action = act.CopyMode 'MoveLeft' },
    { key = 'j', mods = 'NONE', action = act.CopyMode 'MoveDown' },
    { key = 'k', mods = 'NONE', action = act { CopyMode = 'MoveUp' } },
    { key = 'l', mods = 'NONE', action = { CopyMode = 'MoveRight' } },
    { key = 'f', mods = 'NONE', action = act.CopyMode { JumpForward = { prev_char = false } } },
    { key = 'T', mods = 'NONE', action = act.CopyMode { JumpBackward = { prev_char = true } } },
    { key = ';', mods = 'NONE', action = act.CopyMode 'JumpAgain' },
    { key = ',', mods = 'NONE', action = act.CopyMode 'JumpReverse' },
    { key = 'd', mods = 'CTRL', action = act.CopyMode { MoveByPage = 0.5 } },
    { key = 'u', mods = 'CTRL', action = act.CopyMode { MoveByPage = -0.5 } },
    { key = 'b', mods = 'CTRL', action = act.CopyMode 'PageUp' },
    { key = 'f', mods = 'CTRL', action = act.CopyMode 'PageDown' },
    { key = 'z', mods = 'NONE', action = act.CopyMode { SetSelectionMode = 'SemanticZone' } },
    { key = '[', mods = 'NONE', action = act.CopyMode 'MoveBackwardSemanticZone' },
    { key = ']', mods = 'NONE', action = act.CopyMode { MoveForwardZoneOfType = 'Output' } },
    { key = '/', mods = 'NONE', action = act.Search { CaseInSensitiveString = '' } },
    { key = 'n', mods = 'NONE', action = act.Multiple { act.CopyMode 'NextMatch', act.CopyMode 'ClearSelectionMode' } },
    { key = 'N', mods = 'SHIFT', action = act.CopyMode 'PriorMatch' },
    {
      key = 'y',
      mods = 'NONE',
      action = act.Multiple { { CopyTo = 'ClipboardAndPrimarySelection' }, { CopyMode = 'Close' } },
    },
  },
  search_mode = {
    { key = 'Enter', mods = 'NONE', action = act.CopyMode 'AcceptPattern' },
    { key = 'Escape', mods = 'NONE', action = act.CopyMode 'Close' },
    { key = 'n', mods = 'CTRL', action = act.CopyMode 'NextMatch' },
    { key = 'p', mods = 'CTRL', action = act.CopyMode 'PriorMatch' },
    { key = 'r', mods = 'CTRL', action = act.CopyMode 'CycleMatchType' },
    { key = 'u', mods = 'CTRL', action = act.CopyMode 'ClearPattern' },
    { key = 'PageUp', mods = 'NONE', action = act.CopyMode 'PriorMatchPage' },
    { key = 'PageDown', mods = 'NONE', action = act.CopyMode 'NextMatchPage' },
  },
}

config.keys = {
  { key = 'x', mods = 'CTRL|SHIFT', action = act.ActivateCopyMode },
  { key = 'Escape', mods = 'CTRL|SHIFT', action = act.ActivateKeyTable { name = 'extended', until_unknown = true, prevent_fallback = true } },
  { key = 'UpArrow', mods = 'SHIFT', action = act.ScrollToPrompt(-1) },
  { key = 'DownArrow', mods = 'SHIFT', action = act.ScrollToPrompt(1) },
  { key = 'Home', mods = 'SHIFT', action = act.ScrollToTop },
  { key = 'End', mods = 'SHIFT', action = act.ScrollToBottom },
  { key = 'K', mods = 'CTRL|SHIFT', action = act.Multiple { act.ClearScrollback 'ScrollbackAndViewport', act.SendKey { key = 'L', mods = 'CTRL' } } },
}

return config
