/// Which blocks keep little more than their input for the way back and are computed once more there: less memory for more
/// time, the same numbers. On the CPU, in bfloat16 and float32.
public enum ActivationCheckpointing: Sendable, Equatable {
    case none
    case all
    /// As few as memory needs, most often none; see `ActivationCheckpointingChoice`.
    case auto
}
