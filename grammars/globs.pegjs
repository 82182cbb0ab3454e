// Patterns for names of files, as shells know them: "src/**/*.{js,ts}".
//
// Source: POSIX.1-2017, Shell Command Language, section 2.13, and what bash adds.  Licence: MIT.

{{
  function join(head, tail) { return [head, ...tail]; }
}}

// Segments between slashes.
pattern "a pattern"
  = "/"? head:segment tail:("/" @segment)* "/"? !. { return join(head, tail); }

segment
  = "**" &("/" / !.)
  / part|1..|

part
  = many
  / one
  / set
  / braces
  / literal

many = "*" !"*"
one = "?"

// One character of several.
set = "[" "!"? "]"? member|..| "]"
member = character "-" character / character
character = $[^\]/]

// One of several patterns.
braces = "{" segment|2.., ","| "}"

literal "a character"
  = "\\" @.
  / $[^*?[\]{},/\\]
