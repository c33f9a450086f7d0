#!/usr/bin/env bash
# The demo: fine-tunes SmolLM2-135M-Instruct with LoRA to correct English, and shows what that changed.
# Usage: Examples/demo.sh path/to/llama-recipes
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:?usage: Examples/demo.sh path/to/llama-recipes}
model=.deps/models/SmolLM2-135M-Instruct.Q4_1.gguf
data=Examples/demo-data
run=runs/demo

# Shown as a newcomer would type it.
program=${program#"$PWD"/}

heading() { printf '\n\033[1m%s\033[0m\n' "$1"; }
[ -t 1 ] || heading() { printf '\n== %s\n' "$1"; }

# Three sentences that are in neither file of the demo data.
sentences=(
    "She don't has enough moneys for buying the ticket."
    "Yesterday I have went to the cinema with my friends, it were amazing."
    "Can you tell me where is the nearest bus station."
)
requests=$(mktemp)
trap 'rm -f "$requests"' EXIT
for sentence in "${sentences[@]}"; do
    # The prompt of grammar_dataset as a JSON string, with the BOS token that the data set puts before it.
    printf '{"prompt": "<|im_start|>Correct this to standard English: %s\\n---\\nCorrected: "}\n' "$sentence" >>"$requests"
done
generate() { "$program" generate --model_name "$model" --input "$requests" --max_new_tokens 30 "$@"; }
measure() { "$program" evaluate --model_name "$model" --dataset grammar_dataset --data_path "$data" \
    --batching_strategy padding --val_batch_size 8 "$@"; }

heading "SmolLM2-135M-Instruct before fine-tuning"
measure --split train
measure --split validation
generate

heading "Fine-tuning a LoRA adapter on $(($(wc -l <$data/train.csv) - 1)) sentences and their corrections"
"$program" finetuning --model_name "$model" --use_peft --lora_config.target_modules all-linear \
    --dataset grammar_dataset --data_path "$data" --batching_strategy padding \
    --batch_size_training 8 --val_batch_size 8 --num_epochs 2 --lr 3e-4 --output_dir "$run"

heading "SmolLM2-135M-Instruct with the adapter"
measure --split train --peft_model "$run"
measure --split validation --peft_model "$run"
generate --peft_model "$run"

heading "The adapter is in $run (PEFT's format). To use it:"
printf '%s generate --model_name %s --peft_model %s \\\n    --prompt $'"'"'%s'"'"'\n' "$program" "$model" "$run" \
    '<|im_start|>Correct this to standard English: He go to school every days.\n---\nCorrected: '
