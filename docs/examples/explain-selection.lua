-- Ctrl+Shift+Q explains the selected text in a notification; every answer is written to a log.
local wezterm = require 'wezterm'
local config = {}

-- React to AI assistant responses
wezterm.on('ai-assistant-response', function(response)
  -- Log to file
  local log = io.open(wezterm.home_dir .. '/.wezterm-ai.log', 'a')
  log:write(os.date() .. ': ' .. response .. '\n')
  log:close()
end)

-- Custom keybinding
config.keys = {
  {
    key = 'a',
    mods = 'CTRL|SHIFT',
    action = wezterm.action.ActivateAiAssistant,
  },
  {
    key = 'q',
    mods = 'CTRL|SHIFT',
    action = wezterm.action_callback(function(window, pane)
      -- Quick query without opening overlay
      local text = window:get_selection_text_for_pane(pane)
      if text and #text > 0 then
        local response = wezterm.ai.query("Explain: " .. text)
        window:toast_notification('AI Assistant', response, nil, 10000)
      end
    end),
  },
}

return config
