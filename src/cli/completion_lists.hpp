// SPDX-License-Identifier: MIT
#pragma once

// Private to the room: functions of the completion scripts that ask the program what there is. They
// are given a kind of Operand, and print one candidate a line; the rooms are those of the server
// that the line names.

namespace janus_talk::cli {

inline constexpr const char* bash_list = R"sh(_janus_talk_list() {
    local -a where=()
    [[ $COMP_LINE =~ (--url[=\ ]|\ -u\ *)([^\ ]+) ]] && where+=(--url "${BASH_REMATCH[2]}")
    [[ $COMP_LINE =~ --profile[=\ ]([^\ ]+) ]] && where+=(--profile "${BASH_REMATCH[1]}")
    case $1 in
        profile) janus-talk config profiles ;;
        room) janus-talk rooms list --ids -q --timeout 1s "${where[@]}" ;;
        instance) janus-talk ctl --names ;;
        input) printf '%s\n' default null tone; janus-talk devices --specs input ;;
        output) printf '%s\n' default null; janus-talk devices --specs output ;;
    esac 2>/dev/null
}
)sh";

/// The beginning of the function: which word is completed, and after which.
inline constexpr const char* bash_word = R"sh(_janus_talk() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev at=$COMP_CWORD before=''
    local path='' kind='' choices='' words='' options='' i word
    # bash cuts pulse:NAME and --option=value into three words.
    if [[ $cur == : ]]; then
        before=${COMP_WORDS[at-1]}:; cur=''; at=$((at-1))
    elif [[ $at -gt 2 && ${COMP_WORDS[at-1]} == : ]]; then
        before=${COMP_WORDS[at-2]}:; at=$((at-2))
    fi
    prev=${COMP_WORDS[at-1]}
    [[ $prev == = ]] && prev=${COMP_WORDS[at-2]}
    [[ $cur == = ]] && cur=''
)sh";

inline constexpr const char* zsh_list = R"sh(_janus_talk_list() {
    local -a where
    local i
    for ((i = 2; i < $#words; i++)); do
        case $words[i] in
            --url|-u) where+=(--url $words[i+1]) ;;
            --profile) where+=(--profile $words[i+1]) ;;
            --url=*|--profile=*) where+=($words[i]) ;;
        esac
    done
    case $1 in
        profile) janus-talk config profiles ;;
        room) janus-talk rooms list --ids -q --timeout 1s $where ;;
        instance) janus-talk ctl --names ;;
        input) print -l default null tone; janus-talk devices --specs input ;;
        output) print -l default null; janus-talk devices --specs output ;;
    esac 2>/dev/null
}
)sh";

inline constexpr const char* fish_list = R"sh(function __janus_talk_list
    set -l line (commandline -opc)
    set -l where
    for at in (seq (count $line))
        switch $line[$at]
            case --url -u
                set -a where --url $line[(math $at + 1)]
            case --profile
                set -a where --profile $line[(math $at + 1)]
            case '--url=*' '--profile=*'
                set -a where $line[$at]
        end
    end
    switch $argv[1]
        case profile
            janus-talk config profiles 2>/dev/null
        case room
            janus-talk rooms list --ids -q --timeout 1s $where 2>/dev/null
        case instance
            janus-talk ctl --names 2>/dev/null
        case input
            printf '%s\n' default null tone
            janus-talk devices --specs input 2>/dev/null
        case output
            printf '%s\n' default null
            janus-talk devices --specs output 2>/dev/null
    end
end
)sh";

} // namespace janus_talk::cli
