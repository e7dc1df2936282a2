local wezterm = require('wezterm')
local attr = {}

function attr.intensity(type)
   return { Attribute = { Intensity = type } }
end

---@class Cells
local Cells = {}
Cells.__index = Cells
Cells.attr = setmetatable(attr, {
   __call = function(_, ...)
      return { ... }
   end,
})

function Cells:new()
   return setmetatable({ segments = {} }, self)
end

function Cells:add_segment(segment_id, text, color, attributes)
   self.segments[segment_id] = {
      items = { { Background = { Color = color.bg } }, { Foreground = { Color = color.fg } }, table.unpack(attributes or {}) },
      text = text,
   }
   table.insert(self.segments[segment_id].items, { Text = text })
   return self
end

function Cells:update_segment_text(segment_id, text)
   local items = self.segments[segment_id].items
   items[#items] = { Text = text }
   return self
end

function Cells:render(ids)
   local cells = {}
   for _, id in ipairs(ids) do
      for _, item in pairs(self.segments[id].items) do
         table.insert(cells, item)
      end
      table.insert(cells, 'ResetAttributes')
   end
   return cells
end

return Cells
