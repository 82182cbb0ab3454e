# Colours as CSS writes them: #fff, rgb(…), hsl(…), names.
#
# Source: CSS Color Module Level 4, sections 4 to 7, the forms without "none" and calc().  Licence: MIT.

@{% const last = d => d[d.length - 1]; %}
@builtin "whitespace.ne"

colour -> hex          {% id %}
        | function     {% id %}
        | "transparent"i
        | "currentcolor"i
        | name

hex -> "#" (short | long)   {% last %}
short -> digit digit digit digit:?
long -> digit digit digit digit digit digit (digit digit):?
digit -> [0-9a-fA-F]

# Commas or blanks between the parts, and a slash before the opacity.
function -> "rgb"i "a"i:? "(" _ three[component] _ ")"
          | "hsl"i "a"i:? "(" _ three[angle] _ ")"

three[first] -> $first _ "," _ number "%":? _ "," _ number "%":? (_ "," _ opacity):?
              | $first __ number "%":? __ number "%":? (_ "/" _ opacity):?

component -> number "%":?
angle -> number ("deg"i | "grad"i | "rad"i | "turn"i):?
opacity -> number "%":?
number -> [+-]:? ([0-9]:* "."):? [0-9]:+   {% d => parseFloat(d.flat(3).join("")) %}
name -> [a-z]:+                            {% d => d[0].join("") %}
