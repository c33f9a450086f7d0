#!/usr/bin/env python3
"""Renders chat templates written for this project with transformers, as expectations for ChatTemplateTests.

    python scripts/make_chat_template_fixtures.py

Needs transformers and jinja2 (scripts/reference-requirements.txt). Writes Tests/Fixtures/chat_templates/cases.json.
Everything is rendered by transformers' own `render_jinja_template`, so by its Jinja environment, not by a plain one.
"""
import datetime
import json
import pathlib

import jinja2
import transformers
from transformers.utils import chat_template_utils

OUTPUT = pathlib.Path(__file__).parent.parent / "Tests/Fixtures/chat_templates/cases.json"
NOW = datetime.datetime(2024, 7, 6, 15, 4, 5, 6007)


class FixedDatetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW


chat_template_utils.datetime = FixedDatetime

TEMPLATES = {
    "turns-in-tags": """\
{# Every turn between tags; a default system turn where none is given. #}
{%- if messages[0].role != 'system' %}
    {{- '<|turn|>system\\nBe brief.<|over|>\\n' }}
{%- endif %}
{% for message in messages %}
    {%- if message.role == 'assistant' %}
{{ '<|turn|>' ~ message.role }}
{% generation %}{{ message.content }}<|over|>{% endgeneration %}

    {%- else %}
{{ '<|turn|>' ~ message.role + '\\n' + message.content + '<|over|>' }}
    {%- endif %}
    {{- '\\n' }}
{% endfor %}
{% if add_generation_prompt %}
{{ '<|turn|>assistant' }}
{% endif %}
""",
    "instructions-in-brackets": """\
{%- if messages[0]['role'] == 'system' -%}
    {%- set system = '<<' ~ messages[0]['content'] | trim ~ '>>\\n\\n' -%}
    {%- set turns = messages[1:] -%}
{%- else -%}
    {%- set system = '' -%}
    {%- set turns = messages -%}
{%- endif -%}
{%- for message in turns -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{- raise_exception('roles must take turns, user first') -}}
    {%- endif -%}
    {%- if message['role'] == 'user' -%}
        {{- bos_token ~ '[ASK] ' ~ (system if loop.first else '') ~ message['content'].strip() ~ ' [/ASK]' -}}
    {%- else -%}
        {%- generation -%}
        {{- ' ' + message['content'].strip() + ' ' + eos_token -}}
        {%- endgeneration -%}
    {%- endif -%}
{%- endfor -%}
""",
    "headers-and-date": """\
{{- bos_token }}
{%- set ns = namespace(count=0, last=none) %}
{%- if not date_string is defined %}
    {%- set date_string = strftime_now("%d %b %Y") %}
{%- endif %}
{%- macro header(role) -%}
<|header|>{{ role }}<|/header|>

{% endmacro %}
{%- for message in messages if message.content is not none %}
    {%- set ns.count = ns.count + 1 %}
    {%- set ns.last = message.role %}
    {{- header(message.role) }}
    {%- if message.role == 'system' %}
        {{- 'Today: ' + date_string + '\\n' }}
    {%- endif %}
    {%- if message.content is string %}
        {{- message.content | trim + '<|end|>' }}
    {%- else %}
        {%- for part in message.content %}
            {%- if part.type == 'image' %}
                {{- '<|image|>' }}
            {%- elif part['type'] == 'text' %}
                {{- part.text }}
            {%- endif %}
        {%- endfor %}
        {{- '<|end|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt and ns.last != 'assistant' %}
    {{- header('assistant') }}
{%- endif %}
{{- '\\n' ~ ns.count ~ ' turns' }}
""",
    "tools": """\
{%- macro kind(schema) -%}
    {%- if schema.type == 'array' -%}
        list[{{ kind(schema['items']) }}]
    {%- elif schema.type == 'object' -%}
        {
        {%- for name, inner in schema.properties.items() -%}
            {{ name }}: {{ kind(inner) }}{{ '' if loop.last else ', ' }}
        {%- endfor -%}
        }
    {%- elif schema.enum is defined -%}
        {{ schema.enum | map('tojson') | join(' | ') }}
    {%- else -%}
        {{ {'string': 'str', 'integer': 'int', 'number': 'float', 'boolean': 'bool'}.get(schema.type, 'any') }}
    {%- endif -%}
{%- endmacro -%}
{% if tools %}
<tools>
{% for tool in tools %}
{% set f = tool.function if tool.function is defined else tool %}
# {{ f.description | default('no description', true) }}
{{ f.name }}(
    {%- for name, schema in f.parameters.properties | dictsort -%}
        {{ name }}: {{ kind(schema) }}
        {%- if name not in f.parameters.required | default([]) %}?{% endif %}
        {%- if not loop.last %}, {% endif %}
    {%- endfor -%}
)
{{ tool | tojson }}
{{ f.parameters | tojson(indent=2) }}
{% endfor %}
</tools>
{% endif %}
{% for message in messages %}
[{{ message.role | upper }}]
{%- if message.tool_calls is defined and message.tool_calls %}
    {%- for call in message.tool_calls %}

call {{ call.function.name }} {{ call.function.arguments if call.function.arguments is string else call.function.arguments | tojson }}
    {%- endfor %}
{%- endif %}
{%- if message.content %} {{ message.content }}{% endif %}
{%- if message.reasoning_content is defined %} ({{ message.reasoning_content }}){% endif %}

{% endfor %}
{% if add_generation_prompt %}[ASSISTANT]{% endif %}
""",
}

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "find_flights",
            "description": "Finds flights <b>fast</b> & \"cheap\", à bientôt",
            "parameters": {
                "type": "object",
                "properties": {
                    "to": {"type": "string"},
                    "from": {"type": "string"},
                    "days": {"type": "array", "items": {"type": "integer"}},
                    "class": {"type": "string", "enum": ["economy", "first"]},
                    "limits": {
                        "type": "object",
                        "properties": {"price": {"type": "number"}, "direct": {"type": "boolean"}},
                    },
                },
                "required": ["from", "to"],
            },
        },
    },
    {"name": "now", "description": "", "parameters": {"type": "object", "properties": {}}},
]

CONVERSATIONS = {
    "one": [{"role": "user", "content": "Hi there"}],
    "pair": [{"role": "user", "content": " Wie geht's? "}, {"role": "assistant", "content": "Gut.\n  Und dir? 你好 👋🏽 "}],
    "system": [
        {"role": "system", "content": "Speak like a sailor. "},
        {"role": "user", "content": "Where is \"north\"?\r\nTell <me> & all."},
        {"role": "assistant", "content": "Up, e\u0301 or \u00e9."},
        {"role": "user", "content": ""},
        {"role": "assistant", "content": "Aye."},
    ],
    "wrong order": [{"role": "assistant", "content": "Me first"}],
    "parts": [
        {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "What is this?"}]},
        {"role": "assistant", "content": None},
        {"role": "user", "content": [{"type": "text", "text": "Well?"}]},
    ],
    "tool calls": [
        {"role": "user", "content": "Flights?"},
        {
            "role": "assistant",
            "content": None,
            "reasoning": "needs a tool",
            "tool_calls": [
                {"id": "a1", "function": {"name": "find_flights", "arguments": {"to": "Oslo", "days": [1, 2], "x": 1.5}}},
                {"id": "a2", "function": {"name": "now", "arguments": "{}"}},
            ],
        },
        {"role": "tool", "tool_call_id": "a1", "content": "{\"ok\": true}"},
    ],
}

EXPRESSIONS = r"""
{{ 1 + 2 * 3 - 4 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % -3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }}
{{ 7.5 % 2 }} {{ -7.5 % 2 }} {{ 7.5 // 2 }} {{ -0.5 // 1 }} {{ -0.5 // -3 }} {{ 1e3 }} {{ 1.5e-7 }} {{ 1e16 }} {{ 123456789012345.6 }}
{{ 0.1 + 0.2 }} {{ 1/3 }} {{ 100000000000000000000.0 }} {{ 1e-5 }} {{ 0.0001 }} {{ 2.0 }} {{ -0.0 }} {{ 1_000 }} {{ 0x1F }} {{ 0b101 }} {{ 0o17 }}
{{ true + true }} {{ true == 1 }} {{ 1 == 1.0 }} {{ '1' == 1 }} {{ none == none }} {{ [1, 2] == [1.0, 2] }} {{ (1, 2) == [1, 2] }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 'a' < 'b' }} {{ 'Z' < 'a' }} {{ [1, 2] < [1, 3] }} {{ 3 >= 3.0 }} {{ 'a' <= 'a' }}
{{ 'a' ~ 1 ~ none ~ true ~ 1.0 ~ [1] }} {{ 'ab' * 3 }} {{ 3 * 'ab' }} {{ [0] * 3 }} {{ 'a' + 'b' 'c' }} {{ -1 * 'x' }}|
{{ 1 in [1, 2] }} {{ 3 not in [1, 2] }} {{ 'b' in 'abc' }} {{ 'k' in {'k': 1} }} {{ not 1 in [1] }} {{ '' in '' }}
{{ 1 if true else 2 }} {{ 1 if false }} {{ (1 if false else 2) + 1 }} {{ 'x' if 0 else 'y' if 0 else 'z' }}
{{ none or 'x' }} {{ 0 and 1 }} {{ '' or [] or {} }} {{ 1 and 2 and 3 }} {{ not not 2 }} {{ not '' }}
{{ [1, 'a', none, true, 1.5, [2], (3,), {'k': "v'"}] }}
{{ () }} {{ (1,) }} {{ (1, 2) }} {{ 1, 2 }} {{ [] }} {{ {} }} {{ {1: 'a', 'b': 2, none: 3, true: 4} }}
{{ "it's" }} {{ ["it's", 'say "x"', "it's \"x\"", 'a\nb\t\\', '\x00\x7f\xa0é你\u200b\U0001F44B'] }}
{{ '\x41\u00e9\101\a' | tojson }} {{ 'a\
b' }} {{ '\q' }}
{{ {'a': 1}.a }} {{ {'a': 1}['a'] }} {{ {'a': 1}.b }}|{{ {'a': 1}.b is defined }} {{ 'abc'[1] }} {{ 'abc'[-1] }} {{ 'abc'[9] }}| {{ [1, 2, 3][-1] }} {{ [1][5] }}|
{{ 'abcdef'[1:4] }} {{ 'abcdef'[::-1] }} {{ 'abcdef'[::2] }} {{ 'abcdef'[-3:] }} {{ 'abcdef'[4:1:-1] }} {{ [1, 2, 3][1:] }} {{ (1, 2, 3)[:2] }} {{ 'abc'[5:] }}|{{ range(9)[2:5] | list }}
{{ [[1, 2], [3]].0.1 }} {{ {'a': {'b': [1, {'c': 2}]}}.a.b.1.c }} {{ range(5) }} {{ range(0, 9, 3) | list }} {{ range(3, 0, -1) | list }} {{ range(3) | length }}
{{ {'items': 1}['items'] }} {{ {'x': 1}.items() | list }} {{ {'a': 1}.keys() }} {{ {'a': 1}.values() | list }} {{ {'a': 1}.get('z', 'd') }} {{ {'a': 1}.get('z') }} {{ {'a': 1}.items() }}
{{ missing }}|{{ missing is defined }} {{ missing is undefined }} {{ missing or 'd' }} {{ missing ~ 'x' }} {{ missing == missing2 }} {{ [missing] }} {{ missing | length }} {{ missing | list }} {{ missing is none }} {{ missing | default('d') }} {{ missing is iterable }} {{ missing is sequence }}
{{ '  x '.strip() }}|{{ '  x '.lstrip() }}|{{ '  x '.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ '\u3000a\u00a0'.strip() }}|{{ 'abcba'.lstrip('ab') }}
{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a b c'.split(' ', 1) }} {{ 'a b c'.rsplit(' ', 1) }} {{ 'a b c'.split(maxsplit=1) }} {{ ' a b '.rsplit(none, 1) }} {{ 'a--b'.split('--') }} {{ ''.split() }} {{ ''.split(',') }} {{ 'a-b-c'.partition('-') }} {{ 'a-b-c'.rpartition('-') }} {{ 'abc'.partition('-') }}
{{ 'hello world'.title() }} {{ "it's ok".title() }} {{ "it's (ok)-now" | title }} {{ 'hELLO'.capitalize() }} {{ 'hELLO' | capitalize }} {{ 'Straße'.upper() }} {{ 'ÀÉ'.lower() }} {{ 'ΑΣ ΣΑ'.lower() }} {{ 'aB'.swapcase() }} {{ 'ǆ'.title() }}
{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'c')) }} {{ 'abc'.startswith('b', 1) }} {{ 'abcabc'.find('c') }} {{ 'abcabc'.rfind('c') }} {{ 'abc'.find('z') }} {{ 'abcabc'.count('bc') }} {{ 'abc'.index('c') }} {{ 'aaa'.count('') }}
{{ 'aXbX'.replace('X', '-') }} {{ 'aXbX'.replace('X', '-', 1) }} {{ 'ab'.replace('', '.') }} {{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }} {{ ', '.join(['a', 'b']) }} {{ 'a\nb\r\nc\n'.splitlines() }} {{ 'a\nb'.splitlines(true) }} {{ 'x'.zfill(3) }} {{ '-4'.zfill(4) }} {{ 'x'.center(4, '*') }} {{ 'ab'.center(5, '*') }} {{ 'x'.ljust(3, '.') }} {{ 'x'.rjust(3) }} {{ 'a\tb'.expandtabs(4) }}
{{ 'abc'.isalpha() }} {{ '12'.isdigit() }} {{ 'a1'.isalnum() }} {{ ' '.isspace() }} {{ 'Ab'.istitle() }} {{ 'AB'.isupper() }} {{ 'ab1'.islower() }} {{ 'a b'.isidentifier() }} {{ '½'.isnumeric() }} {{ 'é'.isascii() }} {{ ''.isalpha() }}
{{ '%s is %d (%5.2f|%-5s|%05d|%x|%r|%%)' % ('a', 3, 1.5, 'b', 42, 255, 'q') }} {{ '%s' % 'x' }} {{ '%s' % [1] }} {{ 'a' % [1] }} {{ '%(a)s' % {'a': 1} }} {{ '%s-%s' | format(1, 'b') }} {{ '%+d % d' % (1, 2) }} {{ '%e %g %g' % (12345.678, 0.00001, 1e10) }}
{{ '{} {}'.format('a', 1) }} {{ '{1} {0} {x}'.format('a', 'b', x=3) }} {{ '{:>5}|{:<5}|{:^5}|{:05d}|{:.2f}|{:,}'.format('a', 'b', 'c', 42, 3.14159, 1234567) }} {{ '{0[k]} {0.k} {{}}'.format({'k': 5}) }} {{ '{!r:>6}'.format('a') }} {{ '{:x} {:#x} {:b} {:e}'.format(255, 255, 5, 1.5) }} {{ '{}'.format(true) }} {{ '{:%}'.format(0.25) }}
{{ ' x ' | trim }}|{{ 'xax' | trim('x') }} {{ [1, 2, 3] | length }} {{ 'é👋🏽' | length }} {{ {'a': 1} | count }} {{ 'abc' | upper }} {{ 5 | string | length }} {{ [3, 1, 2] | sort }} {{ [3, 1, 2] | sort(reverse=true) }} {{ ['b', 'A', 'c'] | sort }} {{ ['b', 'A', 'c'] | sort(case_sensitive=true) }}
{{ [1, 2, 3] | first }} {{ [1, 2, 3] | last }} {{ [] | first }}| {{ 'abc' | first }} {{ [1, 2, 3] | join('-') }} {{ [1, none, 'x'] | join }} {{ [{'a': 1}, {'a': 2}] | join(',', attribute='a') }} {{ 'abc' | reverse }} {{ [1, 2] | reverse | list }} {{ 'abc' | list }} {{ (1, 2) | list }} {{ {'a': 1, 'b': 2} | list }}
{{ [{'n': 'x', 'v': 1}, {'n': 'y', 'v': 2}] | map(attribute='n') | list }} {{ ['a', 'b'] | map('upper') | join }} {{ [{'a': {'b': 1}}, {'a': {}}] | map(attribute='a.b', default='-') | list }} {{ [1, 2, 3, 4] | select('even') | list }} {{ [1, 2, 3] | reject('equalto', 2) | list }} {{ [0, 1, '', 'a'] | select | list }} {{ [[1, 2], [3]] | map('length') | list }} {{ ['a b'] | map('replace', ' ', '_') | list }}
{{ [{'r': 'u'}, {'r': 'a'}, {}] | selectattr('r', 'equalto', 'u') | list }} {{ [{'r': 'u'}, {}] | rejectattr('r') | list }} {{ [{'r': 'u'}, {}] | selectattr('r', 'defined') | list }} {{ [{'r': 1}, {'r': 5}] | selectattr('r', 'gt', 2) | map(attribute='r') | first }} {{ [{'r': 'u'}] | selectattr('r', 'in', ['u', 'v']) | list | length }}
{{ {'b': 1, 'a': 2} | dictsort }} {{ {'b': 1, 'a': 2} | dictsort(by='value') }} {{ {'b': 1, 'a': 2} | items | list }} {{ {'b': 1, 'a': 2} | dictsort(reverse=true) | first }} {{ [1, 2, 1, 'a', 'A'] | unique | list }} {{ [1, 2] | sum }} {{ [{'v': 1.5}, {'v': 2}] | sum(attribute='v') }} {{ [3, 1] | min }} {{ ['a', 'B'] | max }} {{ [] | sum(start=5) }}
{{ [1, 2, 3, 4, 5] | batch(2) | list }} {{ [1, 2, 3] | batch(2, 'x') | list }} {{ [1, 2, 3, 4] | slice(3) | list }} {{ [{'k': 'b', 'v': 1}, {'k': 'a', 'v': 2}, {'k': 'B', 'v': 3}] | groupby('k') }} {% for g, l in [{'k': 2}, {'k': 1}, {'k': 2}] | groupby('k') %}{{ g }}:{{ l | length }} {% endfor %}
{{ -3 | abs }} {{ 2.5 | round }} {{ 3.5 | round }} {{ 2.675 | round(2) }} {{ 42.55 | round(1, 'floor') }} {{ 42.51 | round(1, 'ceil') }} {{ 7 | round }} {{ 1234 | round(-2) }} {{ '42' | int }} {{ '4.7' | int }} {{ 'x' | int(7) }} {{ '0x1f' | int(base=16) }} {{ 3.99 | int }} {{ ' -3_0 ' | int }} {{ '1.5' | float }} {{ 'x' | float }} {{ 3 | float }} {{ '1e3' | float }} {{ true | int }} {{ none | int }} {{ '.5' | float }} {{ '5.' | float }} {{ 'inf' | float }}
{{ 'a\nb\n\nc' | indent }}|{{ 'a\nb' | indent(2, true) }}|{{ 'a\n\nb' | indent('> ', blank=true) }}| {{ 'x' | center(5) }}| {{ 'a b c' | wordcount }} {{ 'foo bar baz qux' | truncate(9) }} {{ 'foo bar baz qux' | truncate(9, true) }} {{ 'foo bar baz qux' | truncate(11) }} {{ 'foo bar baz qux' | truncate(11, false, '…', 0) }}
{{ '<a href="x">\'&' | escape }} {{ '<b>' | safe }} {{ ('<b>' | safe) + '<i>' }} {{ '<i>' + ('<b>' | safe) }} {{ '<b>' | e | e }} {{ '<b>' | safe | upper }} {{ ('<b>' | safe) ~ '<i>' }} {{ '<' | forceescape }} {{ ('x' | safe) is string }}
{{ {'b': [1, 2.0, none, true], 'a': "<é\"\\/\n\t\x08\x0c\x01\x7f👋'>"} | tojson }}
{{ {'b': [1, {'c': []}], 'a': {}} | tojson(indent=2) }} {{ [1, [2]] | tojson(indent=0) }} {{ {'b': 1, 'a': 2} | tojson(sort_keys=true, separators=(',', ':')) }} {{ 'é👋' | tojson(ensure_ascii=true) }} {{ {1: 2, none: 3, true: 4, 1.5: 5} | tojson }} {{ (1, 2) | tojson }} {{ [1, 2] | tojson(indent='\t') }} {{ 1e400 | tojson }} {{ 1.0 | tojson }} {{ true | tojson(true, 4) }}
{{ 1 is odd }} {{ 2 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ 1 is number }} {{ true is number }} {{ true is integer }} {{ 1.0 is float }} {{ 'a' is string }} {{ [] is sequence }} {{ {} is mapping }} {{ 'a' is iterable }} {{ 1 is iterable }} {{ none is none }} {{ range is callable }} {{ 1 is eq 1 }} {{ 1 is not eq 2 }} {{ 1 is sameas 1 }} {{ 1 is sameas 1.0 }} {{ 'a' is in 'abc' }} {{ 1 is lt 2 }} {{ 'A' is upper }} {{ 1 is boolean }} {{ false is false }} {{ missing is callable }} {{ 'upper' is filter }} {{ 'even' is test }} {{ range(2) is sequence }} {{ {}.items() is sequence }}
{% set x = 1 %}{% set y, z = 2, [3] %}{{ x }}{{ y }}{{ z }}{% set (a, b), c = (1, 2), 3 %}{{ a }}{{ b }}{{ c }}{% set t = 1, 2 %}{{ t }}
{% for i in [1, 2] %}{% set x = i %}{{ x }}{% endfor %}{{ x }}|{% set x = 0 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}|{% if true %}{% set x = 9 %}{% endif %}{{ x }}
{% set ns = namespace(a=1, b=[]) %}{% for i in range(3) %}{% set ns.a = ns.a + i %}{% set ns.b = ns.b + [i] %}{% endfor %}{{ ns.a }} {{ ns.b }} {{ ns.c is defined }} {{ ns['a'] }}{% set ns2 = namespace({'q': 1}, r=2) %}{{ ns2.q + ns2.r }}
{% for x in [1, 2, 3] %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.cycle('a', 'b') }}{{ loop.changed(x // 2) }} {% endfor %}
{% for x in [1, 2, 3, 4, 5] if x is odd %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ '' if loop.last else ',' }}{% else %}none{% endfor %} {% for x in [2] if x is odd %}x{% else %}none{% endfor %}
{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %}{% for k in {'a': 1} %}{{ k }}{% endfor %}{% for c in 'aé' %}[{{ c }}]{% endfor %}{% for a, (b, c) in [(1, (2, 3))] %}{{ a + b + c }}{% endfor %}{% for x in missing %}{% else %}empty{% endfor %}
{% for x in range(10) %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 5 %}{% break %}{% endif %}{{ x }}{% endfor %}{% for x in [1, 2] %}{% for y in [1, 2] %}{% if y == 2 %}{% break %}{% endif %}{{ x }}{{ y }} {% endfor %}{{ loop.index }}{% endfor %}
{% set g = [1, 2, 3] | select('odd') %}{{ g is iterable }}{{ g | list }}{{ g | list }}{% set m = [1, 2] | map('string') %}{% if m %}yes{% endif %}{% for i in m %}{{ i }}{% endfor %}{% for i in m %}{{ i }}{% else %}spent{% endfor %}
{% set ns = namespace(stop=false) %}{% for i in range(5) if not ns.stop %}{{ i }}{% if i == 2 %}{% set ns.stop = true %}{% endif %}{% endfor %}
{% macro m(a, b='B', c=a) %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m(c=3, a=1) }}{{ m() }}{{ m.name }} {{ m('x') | length }}
{% macro v(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ v(1, 2, 3, k=4) }}{{ v(*[1, 2]) }}{{ v(**{'a': 5}) }}{{ v(*(1,), k=2) }}
{% macro outer(n) %}{% if n > 0 %}{{ n }}{{ outer(n - 1) }}{% endif %}{% endmacro %}{{ outer(5) }}{% macro w() %}<{{ caller('x') }}>{% endmacro %}{% call(v) w() %}{{ v }}!{% endcall %}{% macro o() %}{{ late }}{% endmacro %}{% set late = 'L' %}{{ o() }}
{% macro d(x, dummy='') %}{% for c in x %}{{ c.n }}{% if c.k %}({{ d(c.k) }}){% endif %}{% endfor %}{% endmacro %}{{ d([{'n': 1, 'k': [{'n': 2}, {'n': 3, 'k': [{'n': 4}]}]}]) }}
{% set t %}a{{ 1 + 1 }}{% endset %}{{ t }}{{ t | length }}{% set u | upper | replace('A', '_') %}abc{% endset %}{{ u }}{% filter upper | trim %} x{{ 'y' }} {% endfilter %}{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}
{% if 0 %}a{% elif '' %}b{% elif [] %}c{% elif 'x' %}d{% else %}e{% endif %}{% if missing %}x{% else %}y{% endif %}{% if missing is not defined and not none %}z{% endif %}
{% raw %}{{ not }} {% this %}{# kept #}{% endraw %} {%- raw -%}  x  {%- endraw -%}  y {# gone #}z{#- gone -#}  w
{{ dict(a=1, b=2) }} {{ dict([('x', 1)], y=2) }} {{ dict({'q': 1}) | tojson }} {% set j = joiner('; ') %}{{ j() }}a{{ j() }}b{{ j() }} {% set c = cycler('o', 'e') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}
{{ strftime_now('%Y-%m-%d %H:%M:%S %B %b %A %a %j %p %I %y %-d %e %f %U %W %V %u %w %% %D %T') }}
{{ 'x' if 'a' is defined and 1 else 'y' }} {{ (1, 2) + (3,) }} {{ [1] + [2] }} {{ 1 is defined }} {{ {'a': [1, 2, {'b': (1, 'x')}]} }} {{ 'a' 'b' ~ 'c' }} {{ [1, 2,] }} {{ {'a': 1,} }} {{ ((1)) }} {{ 5 | string ~ 'x' }}
{{ 'a-b' | replace('-', '+') }} {{ 'aaa' | replace('a', 'b', 2) }} {{ 12 | replace(1, 3) }} {{ 'x' | default('d') }} {{ '' | default('d') }}| {{ '' | default('d', true) }} {{ none | default('d') }} {{ none | d('d', boolean=true) }} {{ {'a': 1} | attr('a') }}| {{ 'abc' | attr('upper') is callable }}
{{ 'a'.upper().lower().strip() }} {{ 'A b'.split()[0].lower() }} {{ ('a' ~ 'b').upper() }} {{ (-5) | abs }} {{ -5 | abs }} {{ 3 - -2 }} {{ +3 }} {{ 10 - 2 - 3 }} {{ 2 * 3 % 4 }} {{ 1 ~ 2 ~ 3 * 4 }}
""".strip("\n").split("\n")

# A literal's line continuation spans two lines of the list above.
JOINED = []
for line in EXPRESSIONS:
    if JOINED and JOINED[-1].endswith("\\"):
        JOINED[-1] += "\n" + line
    else:
        JOINED.append(line)

WHITESPACE = [
    "  {% if true %}  \n  a\n  {% endif %}\n b \n",
    "x {% if true %} y {% endif %} z\n",
    "{% for i in [1, 2] %}\n  {{ i }}\n{% endfor %}\n\n",
    "  {%+ if true %}a{% endif +%}\nb",
    "a\n  {%- if true -%}\n  b\n  {%- endif -%}\n  c",
    "{# one #}\n{# two #}  \n  {#- three -#}  \n x {# four #} \n y\n",
    "a  {{- 1 -}}  b  {{ 2 }}  c {{- 3 }}\n",
    "  {{ 1 }}\n  {{ 2 }}\n\n\n",
    "a\r\nb\r{% if true %}\r\nc{% endif %}\r\n",
    "\n\n{% set x = 1 %}\n\n  {% set y = 2 %}\n{{ x }}{{ y }}\n",
    "  {% raw %}\n  {{ x }}\n  {% endraw %}\n  end",
    "\t{% if true %}\u00a0{% endif %}\u00a0\n\u3000{% if true %}x{%- endif %}",
    "{{ '{{' }}{{ \"}}\" }}{{ '%}' }}{{ {'a': {'b': 1}}['a']['b'] }}{{ {'a': {}} }}",
    "{% macro f() %}\n  in\n{% endmacro %}\n[{{ f() }}]\n{% set t %}\n s\n{% endset %}\n[{{ t }}]",
    "{%- for x in 'ab' %}\n    {%- if loop.first %}\n{{ x }}\n    {%- else %}\n- {{ x }}\n    {%- endif %}\n{%- endfor %}",
    "{% if true %}{# c #}{% endif %}\n{#- x -#}\n\n{% generation %}\n g\n{% endgeneration %}\n t",
    "{ % x %} { { y }} {{ '#}' }} }} %} #}\n",
    "{% if 'a' -%} \n\n a {%- else +%}\n b {%- endif %}",
]

GENERATION = [
    "a{% generation %}b{% endgeneration %}c",
    "é👋{% generation %}ü{{ 'x' }}👋🏽{% endgeneration %}{% for i in [1, 2] %}-{% generation %}{{ i }}{% endgeneration %}{% endfor %}",
    "{% set x = 1 %}{% generation %}{% set x = 2 %}{{ x }}{% endgeneration %}{{ x }}{% generation %}{% endgeneration %}",
    "{%- for i in 'ab' %}\n  {%- generation %}\n    {{- i + '\\n' }}\n  {%- endgeneration %}\n{%- endfor %}",
]

FAILURES = r"""
{{ missing.x }}
{{ missing['x'] }}
{{ {'a': 1}.b.c }}
{{ none.x.y }}
{{ missing + 1 }}
{{ 1 + missing }}
{{ missing() }}
{{ 'a'() }}
{{ 1 + 'a' }}
{{ 'a' + 1 }}
{{ [1] + (2,) }}
{{ 1 < 'a' }}
{{ none < 1 }}
{{ 1 / 0 }}
{{ 1 // 0 }}
{{ 1.0 / 0 }}
{{ [1].append(2) }}
{{ {'a': 1}.update({'b': 2}) }}
{% set x = none %}{{ x[1:] }}
{% set x = {'a': 1} %}{{ x[1:] }}
{% set x = [1] | map('string') %}{{ x[1:] }}
{{ [1] | map('string') | length }}
{{ [1] | select | tojson }}
{{ missing | tojson }}
{{ 1 | length }}
{{ none | list }}
{{ 1 in 2 }}
{{ 1 in 'a' }}
{{ [1, 'a'] | sort }}
{{ 'a' | items | list }}
{{ [1] | join(1, 2, 3) }}
{{ 'a'.split('') }}
{{ 'a'.join([1]) }}
{{ 'abc'.index('z') }}
{{ 'a'.replace('a', 'b', count=1) }}
{{ {[1]: 2} }}
{{ raise_exception('refused: ' ~ 1) }}
{{ range(1000000) }}
{{ [missing, missing2] | groupby('a') }}
{{ {'a': none, 'b': none} | dictsort(by='value') }}
{% filter length %}a{% endfilter %}
{{ range(1, 5, 0) }}
{{ -'a' }}
{{ missing | int }}
{{ '%d' % 'a' }}
{{ '%s %s' % ('a',) }}
{{ '{}'.format() }}
{% for x in none %}{% endfor %}
{% for x in 5 %}{% endfor %}
{% for a, b in [1] %}{% endfor %}
{% for a, b in [(1, 2, 3)] %}{% endfor %}
{% set a, b = [1] %}
{% set x = 1 %}{% set x.y = 2 %}
{% set ns = namespace() %}{% set ns._a = 1 %}
{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{% endmacro %}{{ m(b=2) }}
{% macro m(a) %}{% endmacro %}{{ m(1, a=2) }}
{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}
{{ 'a' | nothing }}
{{ 1 is nothing }}
{% if %}x{% endif %}
{% if 1 %}x
{% endif %}
{% for x %}{% endfor %}
{% break %}
{% nothing %}
{{ }}
{{ 1 + }}
{{ (1 }}
{{ 'a }}
{{ a b }}
{{ [1, 2 }}
{{ x | }}
{{ x. }}
{{ x[] }}
{{ 1 ? 2 }}
{% set %}
{% set 1 = 2 %}
{% set true = 2 %}
{% macro m(a=1, b) %}{% endmacro %}
{% call 1 %}{% endcall %}
{# open
{% raw %}x
{{ f(a=1, 2) }}
{{ 1 is is 2 }}
{{ '\u12' }}
{% generation %}x
""".strip("\n").split("\n")


def render(template, **variables):
    compiled = chat_template_utils._compile_jinja_template(template)
    return compiled.render(**variables)


def outcome(function):
    try:
        return function()
    except Exception as error:  # any failure of the reference is an expectation
        return {"error": str(error).split("\n")[0]}


def conversation(template, name, prompt, tools):
    def run():
        texts, spans = chat_template_utils.render_jinja_template(
            [CONVERSATIONS[name]],
            tools=TOOLS if tools else None,
            chat_template=TEMPLATES[template],
            add_generation_prompt=prompt,
            return_assistant_tokens_mask="generation" in TEMPLATES[template],
            bos_token="<s>",
            eos_token="</s>",
        )
        return {"text": texts[0], "spans": spans[0] if spans else []}

    return {"template": template, "conversation": name, "prompt": prompt, "tools": tools} | outcome(run)


def text_case(template):
    expected = outcome(lambda: {"text": render(template)})
    if "error" in expected:
        raise SystemExit(f"not a case of what works: {template!r}: {expected['error']}")
    return {"template": template} | expected


def generation_case(template):
    texts, spans = chat_template_utils.render_jinja_template(
        [[]], chat_template=template, return_assistant_tokens_mask=True
    )
    return {"template": template, "text": texts[0], "spans": spans[0]}


def failure_case(template):
    result = outcome(lambda: {"text": render(template)})
    if "error" not in result:
        raise SystemExit(f"does not fail: {template!r} -> {result}")
    return {"template": template} | result


def main():
    document = {
        "made_with": {"transformers": transformers.__version__, "jinja2": jinja2.__version__},
        "now": NOW.isoformat(),
        "templates": TEMPLATES,
        "tools": TOOLS,
        "conversations": CONVERSATIONS,
        "chats": [
            conversation(template, name, prompt, tools)
            for template in TEMPLATES
            for name in CONVERSATIONS
            for prompt in (False, True)
            for tools in ((False, True) if template == "tools" else (False,))
        ],
        "expressions": [text_case(template) for template in JOINED + WHITESPACE],
        "generation": [generation_case(template) for template in GENERATION],
        "failures": [failure_case(template) for template in FAILURES],
    }
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{OUTPUT}: {OUTPUT.stat().st_size} bytes, "
          + ", ".join(f"{len(document[key])} {key}" for key in ("chats", "expressions", "generation", "failures")))


if __name__ == "__main__":
    main()
