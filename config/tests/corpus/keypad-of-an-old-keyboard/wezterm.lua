local wezterm = require 'wezterm'
local act = wezterm.action
local keys = {}
for _, name in ipairs {
  'ApplicationLeftArrow', 'ApplicationRightArrow', 'ApplicationUpArrow', 'ApplicationDownArrow',
  'Numpad0', 'Numpad9', 'Multiply', 'Add', 'Separator', 'Subtract', 'Decimal', 'Divide',
  'NumLock', 'ScrollLock', 'CapsLock', 'Pause', 'Select', 'Print', 'Execute', 'PrintScreen', 'Help', 'Sleep', 'Cancel', 'Clear',
  'BrowserBack', 'BrowserForward', 'BrowserRefresh', 'BrowserStop', 'BrowserSearch', 'BrowserFavorites', 'BrowserHome',
  'VolumeMute', 'VolumeDown', 'VolumeUp', 'MediaNextTrack', 'MediaPrevTrack', 'MediaStop', 'MediaPlayPause',
  'LeftWindows', 'RightWindows', 'Applications', 'LeftShift', 'RightControl', 'LeftAlt', 'Menu', 'Hyper', 'Super', 'Meta',
  'F1', 'F13', 'F24',
} do
  table.insert(keys, { key = name, mods = 'CTRL|ALT', action = act.Nop })
end
return { keys = keys }
