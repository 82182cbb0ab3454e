/*
 * INI files: sections of keys with values, as Git's configuration has them.
 *
 * Source: git-config(1), "Syntax".  Licence: MIT.
 * Written for this project.  White space before a key and round "=" is skipped; a value that goes on in the
 * next line after a backslash is one value.
 */
grammar ini;

/** A file: what stands before the first section belongs to none. */
file : (entry | NEWLINE)* section* EOF ;

section : header (entry | NEWLINE)* ;

/** [core], or [remote "origin"] with a subsection. */
header : '[' name=NAME subsection=QUOTED? ']' NEWLINE ;

/** A key without a value is true. */
entry
    : key=NAME '=' value+ NEWLINE # Assignment
    | key=NAME NEWLINE            # Flag
    ;

value
    : NAME
    | NUMBER
    | QUOTED
    | SIGNS
    ;

NAME    : LETTER (LETTER | DIGIT | '-')* ;
NUMBER  : '-'? DIGIT+ [kKmMgG]? ;
QUOTED  : '"' (ESCAPE | ~["\\\r\n])* '"' ;
SIGNS   : ~[ \t\r\n"=[\];#a-zA-Z0-9-]+ ;
NEWLINE : '\r'? '\n' ;
COMMENT : [;#] ~[\r\n]* -> skip ;
BLANKS  : ([ \t] | '\\' '\r'? '\n')+ -> skip ;

fragment ESCAPE : '\\' ["\\ntb] ;
fragment LETTER : [a-zA-Z] ;
fragment DIGIT  : '0'..'9' ;
