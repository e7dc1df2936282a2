-- What a configuration's handlers meet in place of a terminal: objects that answer what a case says and write
-- down what they are told to do.
local recorder = { calls = {}, answers = {}, effective = nil }

-- What asks, and does nothing; nil unless the case answers.
local asks = {
  active_key_table = true,
  active_workspace = true,
  all_windows = true,
  composition_status = true,
  has_unseen_output = true,
  is_alt_screen_active = true,
  is_focused = true,
  leader_is_active = true,
  pane_id = true,
  panes = true,
  panes_with_info = true,
  tab_id = true,
  tabs = true,
  tabs_with_info = true,
  window_id = true,
}

-- What leads to other objects, by kind and method.
local leads = {
  ['mux:get_pane'] = 'pane',
  ['mux:get_tab'] = 'tab',
  ['mux:get_window'] = 'mux_window',
  ['mux_window:active_pane'] = 'pane',
  ['mux_window:active_tab'] = 'tab',
  ['mux_window:gui_window'] = 'window',
  ['pane:mux_pane'] = 'pane',
  ['pane:tab'] = 'tab',
  ['pane:window'] = 'mux_window',
  ['tab:active_pane'] = 'pane',
  ['tab:window'] = 'mux_window',
  ['window:active_pane'] = 'pane',
  ['window:active_tab'] = 'tab',
  ['window:mux_window'] = 'mux_window',
}

-- What is done and gives objects.
local makes = {
  ['mux:spawn_window'] = { 'tab', 'pane', 'mux_window' },
  ['mux_window:spawn_tab'] = { 'tab', 'pane', 'mux_window' },
  ['pane:move_to_new_tab'] = { 'tab', 'mux_window' },
  ['pane:move_to_new_window'] = { 'tab', 'mux_window' },
  ['pane:split'] = { 'pane' },
}

local object

local function call(kind, method, ...)
  local name = kind .. ':' .. method
  local answer = recorder.answers[name]
  if answer ~= nil then
    return answer
  end
  if name == 'window:effective_config' then
    return recorder.effective()
  end
  if leads[name] then
    return object(leads[name])
  end
  if asks[method] or method:find '^get_' then
    return nil
  end
  table.insert(recorder.calls, { name = name, args = table.pack(...) })
  local made = {}
  for i, what in ipairs(makes[name] or {}) do
    made[i] = object(what)
  end
  return table.unpack(made)
end

function object(kind)
  return setmetatable({}, {
    __index = function(_, method)
      return function(_, ...)
        return call(kind, method, ...)
      end
    end,
    __tostring = function()
      return '<' .. kind .. '>'
    end,
  })
end
recorder.object = object

wezterm.mux = wezterm.mux or {}
for _, name in ipairs { 'all_windows', 'get_active_workspace', 'get_pane', 'get_tab', 'rename_workspace', 'set_active_workspace', 'spawn_window' } do
  wezterm.mux[name] = function(...)
    return call('mux', name, ...)
  end
end
for _, name in ipairs { 'background_child_process', 'open_with' } do
  wezterm[name] = function(...)
    return call('wezterm', name, ...)
  end
end
wezterm.run_child_process = function(...)
  return table.unpack(recorder.answers['wezterm.run_child_process'])
end
wezterm.battery_info = function()
  return recorder.answers['wezterm.battery_info'] or {}
end

return recorder
