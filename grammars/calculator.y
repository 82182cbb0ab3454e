/*
 * A calculator that reads a formula a line.
 *
 * Source: the usual rules of precedence; the form of the Bison manual, "A Simple C Calculator".  Licence: MIT.
 * Written for this project.
 */
%code top {
#include <math.h>
#include <stdio.h>
}

%code {
int yylex(void);
void yyerror(const char *message) { fprintf(stderr, "%s\n", message); }
double values[26]; /* of the variables a to z */
}

%union {
    double number;
    int letter;
}

%token <number> NUMBER "a number"
%token <letter> VARIABLE "a variable"
%type <number> formula

%precedence '='
%left '+' '-'
%left '*' '/'
%precedence NEGATIVE
%right '^'

%%

session:
  %empty
| session line
;

/* A mistake costs its line. */
line:
  '\n'
| formula '\n'  { printf("%g\n", $formula); }
| error '\n'    { yyerrok; }
;

formula:
  NUMBER
| VARIABLE                         { $$ = values[$1]; }
| VARIABLE '=' formula             { $$ = values[$1] = $3; }
| formula[left] '+' formula[right] { $$ = $left + $right; }
| formula[left] '-' formula[right] { $$ = $left - $right; }
| formula[left] '*' formula[right] { $$ = $left * $right; }
| formula[left] '/' formula[right] { $$ = $left / $right; }
| formula[left] '^' formula[right] { $$ = pow($left, $right); }
| '-' formula %prec NEGATIVE       { $$ = -$2; }
| '(' formula ')'                  { $$ = $2; }
;

%%

int main(void) { return yyparse(); }
