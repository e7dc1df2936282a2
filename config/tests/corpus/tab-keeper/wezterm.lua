-- Keeps titles of tabs by id, moves panes about, and says what the keyboard composes.
local wezterm = require 'wezterm'
local act = wezterm.action
local config = wezterm.config_builder()

local TabTitle = { by_id = {} }
TabTitle.__index = TabTitle

function TabTitle.new(id, title)
  local self = setmetatable({ id = id, title = title }, TabTitle)
  TabTitle.by_id[id] = self
  return self
end

TabTitle.__tostring = function(self)
  return self.id .. ':' .. self.title
end

wezterm.on('tabs.note', function(window, pane)
  local mux_window = window:mux_window()
  for _, entry in ipairs(mux_window:tabs_with_info()) do
    TabTitle.new(entry.id, ('%d%s'):format(entry.index, entry.is_active and '*' or ''))
  end
  local names = {}
  for _, t in pairs(TabTitle.by_id) do
    names[#names + 1] = tostring(t)
  end
  table.sort(names)
  window:set_left_status(table.concat(names, ' '))
  window:set_right_status(('%s %s %d'):format(pane:get_domain_name(), window:active_tab():get_title(), window:active_tab():tab_id()))
end)

wezterm.on('update-right-status', function(window, pane)
  local compose = window:composition_status()
  local date = wezterm.strftime '%H:%M'
  if compose then
    date = 'COMPOSING: ' .. compose
  end
  local info = pane:get_foreground_process_info()
  if info and info.name == 'git' then
    date = date .. ' ' .. wezterm.nerdfonts.dev_git .. ' ' .. table.concat(info.argv, ' ')
  end
  window:set_right_status(wezterm.format {
    { Attribute = { Underline = 'Single' } },
    { Attribute = { Italic = true } },
    { Foreground = { AnsiColor = 'Lime' } },
    { Background = { Color = wezterm.color.parse('#123'):lighten(0.1) } },
    { Text = date },
    'ResetAttributes',
  })
end)

config.keys = {
  {
    key = '!',
    mods = 'LEADER|SHIFT',
    action = wezterm.action_callback(function(win, pane)
      local tab, window = pane:move_to_new_tab()
      tab:activate()
    end),
  },
  {
    key = '@',
    mods = 'LEADER|SHIFT',
    action = wezterm.action_callback(function(win, pane)
      pane:move_to_new_window()
      win:set_position(0, 0)
      win:focus()
    end),
  },
  { key = 't', mods = 'ALT', action = act.EmitEvent 'tabs.note' },
  {
    key = 'b',
    mods = 'ALT',
    action = wezterm.action_callback(function(win, pane)
      for _, tab in ipairs(win:mux_window():tabs()) do
        for _, p in ipairs(tab.panes) do
          p:send_text 'make\n'
        end
      end
      local tab = wezterm.mux.get_tab(3)
      tab:set_title(wezterm.mux.get_pane(7):get_title())
    end),
  },
}
config.leader = { key = 'b', mods = 'CTRL' }
config.color_scheme = 'Monokai Remastered'

return config
