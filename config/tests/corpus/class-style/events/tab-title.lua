local wezterm = require('wezterm')
local M = {}

local GLYPH_SCIRCLE_LEFT = wezterm.nerdfonts.ple_left_half_circle_thick --[[  ]]
local GLYPH_SCIRCLE_RIGHT = wezterm.nerdfonts.ple_right_half_circle_thick --[[  ]]
local GLYPH_CIRCLE = wezterm.nerdfonts.fa_circle --[[  ]]

local TITLE_INSET = { DEFAULT = 6, ICON = 8 }

local colors = {
   default = { bg = '#45475A', fg = '#1C1B19' },
   is_active = { bg = '#74c7ec', fg = '#11111B' },
   hover = { bg = '#587D8C', fg = '#1C1B19' },
}

local function clean_process_name(proc)
   local a = string.gsub(proc, '(.*[/\\])(.*)', '%2')
   return a:gsub('%.exe$', '')
end

local function create_title(process_name, base_title, max_width, inset)
   local title
   if process_name:len() > 0 then
      title = process_name .. ' ~ ' .. base_title
   else
      title = base_title
   end
   if title:len() > max_width - inset then
      local diff = title:len() - max_width + inset
      title = title:sub(1, title:len() - diff)
   else
      local padding = max_width - title:len() - inset
      title = title .. string.rep(' ', padding)
   end
   return title
end

local function check_unseen(panes)
   for i = 1, #panes, 1 do
      if panes[i].has_unseen_output then
         return true
      end
   end
   return false
end

M.setup = function()
   wezterm.on('tabs.manual-update-tab-title', function(window, pane)
      window:perform_action(
         wezterm.action.PromptInputLine({
            description = wezterm.format({
               { Foreground = { Color = '#FFFFFF' } },
               { Attribute = { Intensity = 'Bold' } },
               { Text = 'Enter new name for tab' },
            }),
            action = wezterm.action_callback(function(_window, _pane, line)
               if line ~= nil then
                  local tab = window:active_tab()
                  tab:set_title(line)
               end
            end),
         }),
         pane
      )
   end)
   wezterm.on('tabs.reset-tab-title', function(window, _pane)
      window:active_tab():set_title('')
   end)
   wezterm.on('tabs.toggle-tab-bar', function(window, _pane)
      local effective_config = window:effective_config()
      window:set_config_overrides({
         enable_tab_bar = not effective_config.enable_tab_bar,
         background = effective_config.background,
      })
   end)

   wezterm.on('format-tab-title', function(tab, _tabs, _panes, _config, hover, max_width)
      local cells = {}
      local state = tab.is_active and 'is_active' or hover and 'hover' or 'default'
      local bg, fg = colors[state].bg, colors[state].fg
      local process_name = clean_process_name(tab.active_pane.foreground_process_name)
      local unseen = check_unseen(tab.panes)
      local inset = unseen and TITLE_INSET.ICON or TITLE_INSET.DEFAULT
      local title = create_title(process_name, tab.active_pane.title, max_width, inset)

      local push = function(background, foreground, attribute, text)
         table.insert(cells, { Background = { Color = background } })
         table.insert(cells, { Foreground = { Color = foreground } })
         table.insert(cells, { Attribute = attribute })
         table.insert(cells, { Text = text })
      end

      push('rgba(0, 0, 0, 0.4)', bg, { Intensity = 'Bold' }, GLYPH_SCIRCLE_LEFT)
      push(bg, fg, { Intensity = 'Bold' }, ' ' .. title)
      if unseen then
         push(bg, '#FFA066', { Intensity = 'Bold' }, ' ' .. GLYPH_CIRCLE)
      end
      push('rgba(0, 0, 0, 0.4)', bg, { Intensity = 'Bold' }, GLYPH_SCIRCLE_RIGHT)
      return cells
   end)
end

return M
