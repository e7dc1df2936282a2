local wezterm = require('wezterm')
local umath = require('utils.math')
local Cells = require('utils.cells')

local nf = wezterm.nerdfonts
local attr = Cells.attr

local M = {}

local ICON_SEPARATOR = nf.oct_dash
local ICON_DATE = nf.fa_calendar

local colors = {
   date = { fg = '#fab387', bg = 'rgba(0, 0, 0, 0.4)' },
   battery = { fg = '#f9e2af', bg = 'rgba(0, 0, 0, 0.4)' },
   separator = { fg = '#74c7ec', bg = 'rgba(0, 0, 0, 0.4)' },
}

local cells = Cells:new()
cells
   :add_segment('date_icon', ICON_DATE .. '  ', colors.date, attr(attr.intensity('Bold')))
   :add_segment('date_text', '', colors.date, attr(attr.intensity('Bold')))
   :add_segment('separator', ' ' .. ICON_SEPARATOR .. '  ', colors.separator)
   :add_segment('battery_text', '', colors.battery)

local function battery_text()
   local charge = ''
   for _, b in ipairs(wezterm.battery_info()) do
      local idx = umath.clamp(umath.round(b.state_of_charge * 10), 1, 10)
      charge = string.format('%.0f%% (%d)', b.state_of_charge * 100, idx)
   end
   return charge
end

M.setup = function(opts)
   opts = opts or {}
   wezterm.on('update-right-status', function(window, _pane)
      local battery = battery_text()
      cells
         :update_segment_text('date_text', wezterm.strftime(opts.date_format))
         :update_segment_text('battery_text', battery)
      window:set_right_status(wezterm.format(cells:render({ 'date_icon', 'date_text', 'separator', 'battery_text' })))
   end)
end

return M
