local w = require('wezterm')
local config = w.config_builder()

-- if you *ARE* lazy-loading smart-splits.nvim (not recommended)
-- you have to use this instead, but note that this will not work
-- in all cases (e.g. over an SSH connection).
local function basename(s)
  return string.gsub(s, '(.*[/\\])(.*)', '%2')
end

-- this is set by the plugin, and unset on ExitPre in Neovim
local function is_vim(pane)
  if pane:get_user_vars().IS_NVIM == 'true' then
    return true
  end
  local process_name = basename(pane:get_foreground_process_name() or '')
  return process_name == 'nvim' or process_name == 'vim'
end

local direction_keys = {
  Left = 'h',
  Down = 'j',
  Up = 'k',
  Right = 'l',
  -- reverse lookup
  h = 'Left',
  j = 'Down',
  k = 'Up',
  l = 'Right',
}

local function split_nav(resize_or_move, key)
  return {
    key = key,
    mods = resize_or_move == 'resize' and 'META' or 'CTRL',
    action = w.action_callback(function(win, pane)
      if is_vim(pane) then
        -- pass the keys through to vim/nvim
        win:perform_action({
          SendKey = { key = key, mods = resize_or_move == 'resize' and 'META' or 'CTRL' },
        }, pane)
      else
        if resize_or_move == 'resize' then
          win:perform_action({ AdjustPaneSize = { direction_keys[key], 3 } }, pane)
        else
          win:perform_action({ ActivatePaneDirection = direction_keys[key] }, pane)
        end
      end
    end),
  }
end

config.keys = {
  -- move between split panes
  split_nav('move', 'h'),
  split_nav('move', 'j'),
  split_nav('move', 'k'),
  split_nav('move', 'l'),
  -- resize panes
  split_nav('resize', 'h'),
  split_nav('resize', 'j'),
  split_nav('resize', 'k'),
  split_nav('resize', 'l'),
}

-- the same with events of one's own, as older files have it
for _, dir in ipairs { 'Left', 'Right', 'Up', 'Down' } do
  local event = 'ActivatePaneDirection-' .. dir:lower()
  w.on(event, function(window, pane)
    if is_vim(pane) then
      window:perform_action(w.action.SendKey { key = dir .. 'Arrow', mods = 'CTRL' }, pane)
    else
      window:perform_action(w.action.ActivatePaneDirection(dir), pane)
    end
  end)
  table.insert(config.keys, { key = dir .. 'Arrow', mods = 'CTRL', action = w.action.EmitEvent(event) })
end

-- a pane below that is shown and hidden
table.insert(config.keys, {
  key = ';',
  mods = 'CTRL',
  action = w.action_callback(function(_, pane)
    local tab = pane:tab()
    local panes = tab:panes_with_info()
    if #panes == 1 then
      pane:split { direction = 'Bottom', size = 0.3 }
    elseif not panes[1].is_zoomed then
      panes[1].pane:activate()
      tab:set_zoomed(true)
    else
      tab:set_zoomed(false)
    end
  end),
})

return config
