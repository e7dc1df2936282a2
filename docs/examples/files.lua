-- Alt+S keeps the selected text in ~/notes.md, Alt+U takes back what the assistant changed last in files.
local wezterm = require 'wezterm'
local config = {}

config.keys = {
  {
    key = 's',
    mods = 'ALT',
    action = wezterm.action_callback(function(window, pane)
      local text = window:get_selection_text_for_pane(pane)
      if text and #text > 0 then
        wezterm.fs.write_file('~/notes.md', text .. '\n\n', { mode = 'append' })
        window:toast_notification('Notes', 'kept in ~/notes.md', nil, 3000)
      end
    end),
  },
  {
    key = 'u',
    mods = 'ALT',
    action = wezterm.action_callback(function(window)
      local done, paths = pcall(wezterm.fs.undo)
      local said = done and 'put back ' .. table.concat(paths, ', ') or tostring(paths)
      window:toast_notification('Undo', said, nil, 5000)
    end),
  },
}

return config
