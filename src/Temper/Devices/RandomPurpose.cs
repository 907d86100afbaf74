namespace Temper.Devices;

/// <summary>What random numbers are for. Each purpose has streams of its own, so that one never shifts another.</summary>
public enum RandomPurpose
{
    /// <summary>Which training images become validation images.</summary>
    Split = 1,

    /// <summary>The order of the training images in an epoch.</summary>
    Shuffle = 2,

    /// <summary>Initial weights and biases.</summary>
    Weights = 3,

    /// <summary>Dropout masks.</summary>
    Dropout = 4,

    /// <summary>Which test images are shown.</summary>
    Grid = 5,

    /// <summary>The drawings of the built-in data set.</summary>
    Garments = 6,

    /// <summary>Signs of paired differences in a randomization test.</summary>
    SignFlip = 8,

    /// <summary>Noise on the inputs of a net.</summary>
    InputNoise = 9,

    /// <summary>Noise on gradients.</summary>
    GradientNoise = 10,

    /// <summary>How much of its partner each batch gets in MixUp.</summary>
    MixUp = 11,

    /// <summary>Which training labels are replaced, and by what.</summary>
    LabelNoise = 12,

    /// <summary>Numbers for tests; the last one, whatever is added.</summary>
    Test = 100,
}
