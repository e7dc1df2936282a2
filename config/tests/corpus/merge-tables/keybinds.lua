local wezterm = require("wezterm")
local act = wezterm.action
local M = {}

M.tmux_keybinds = {
  { key = "k", mods = "ALT", action = act({ SpawnTab = "CurrentPaneDomain" }) },
  { key = "j", mods = "ALT", action = act({ CloseCurrentTab = { confirm = true } }) },
  { key = "h", mods = "ALT|CTRL", action = act({ MoveTabRelative = -1 }) },
  { key = "1", mods = "ALT", action = act({ ActivateTab = 0 }) },
  { key = "-", mods = "ALT", action = act({ SplitVertical = { domain = "CurrentPaneDomain" } }) },
  { key = "h", mods = "ALT|SHIFT", action = act({ ActivatePaneDirection = "Left" }) },
  { key = "h", mods = "ALT|SHIFT|CTRL", action = act({ AdjustPaneSize = { "Left", 1 } }) },
  { key = "Enter", mods = "ALT", action = "QuickSelect" },
}

M.default_keybinds = {
  { key = "c", mods = "CTRL|SHIFT", action = act({ CopyTo = "Clipboard" }) },
  { key = "Insert", mods = "SHIFT", action = act({ PasteFrom = "PrimarySelection" }) },
  { key = "=", mods = "CTRL", action = "ResetFontSize" },
  { key = "PageUp", mods = "ALT", action = act({ ScrollByPage = -1 }) },
  { key = "b", mods = "ALT", action = act({ ScrollByPage = -1 }) },
  { key = "z", mods = "ALT", action = "ReloadConfiguration" },
  { key = "z", mods = "ALT|SHIFT", action = act({ EmitEvent = "toggle-tmux-keybinds" }) },
  { key = "e", mods = "ALT", action = act({ EmitEvent = "trigger-nvim-with-scrollback" }) },
  { key = "q", mods = "ALT", action = act({ CloseCurrentPane = { confirm = true } }) },
  { key = "x", mods = "ALT", action = act.Multiple({ act.CopyTo("Clipboard"), "ClearSelection", act.SendKey({ key = "Escape" }) }) },
  { key = "r", mods = "ALT", action = act({ ActivateKeyTable = { name = "resize_pane", one_shot = false, timeout_milliseconds = 3000, replace_current = false } }) },
}

M.key_tables = {
  resize_pane = {
    { key = "h", action = act({ AdjustPaneSize = { "Left", 1 } }) },
    { key = "Escape", action = "PopKeyTable" },
  },
}

return M
