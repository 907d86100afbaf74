namespace Temper.Devices.Cpu.Prediction;

/// <summary>What is asked of a <see cref="PredictionKernel{TLane}"/>: all of it unmanaged, for the threads of a team.</summary>
internal unsafe struct PredictionCall
{
    public PredictionStage* Stages;
    public int StageCount;

    /// <summary>[rows, in]: bytes, or null where the rows are floats.</summary>
    public byte* Pixels;

    /// <summary>[rows, in]: floats, or null where the rows are bytes.</summary>
    public float* Floats;

    /// <summary>256 floats: what each byte becomes.</summary>
    public float* Table;

    /// <summary>The table is (byte - Minimum) / Divisor; 0 where it is not.</summary>
    public float Divisor;
    public float Minimum;

    /// <summary>[in]: how floats are scaled; null where they are taken as they are.</summary>
    public float* ColumnCentres;
    public float* ColumnDivisors;
    public float A;
    public float B;
    public float Clip;

    /// <summary>What the net gives becomes a value in its unit: output * ValueDivisor + ValueCentre; a divisor of 0 for logits.</summary>
    public float ValueDivisor;
    public float ValueCentre;

    /// <summary>A row of zeros, as wide as the widest panel.</summary>
    public float* Zeros;

    /// <summary>[rows, outputs]: logits, probabilities or values; or null.</summary>
    public float* Output;
    public bool Softmax;

    /// <summary>[rows]: the class of each row's largest logit; or null.</summary>
    public int* Classes;

    public int Rows;

    /// <summary>Rows that a thread takes at a time.</summary>
    public int BlockRows;
    public int BlocksTaken;

    /// <summary>One for each thread.</summary>
    public PredictionScratch* Scratch;
}

/// <summary>A thread's scratch memory for the activations of <see cref="PredictionCall.BlockRows"/> rows.</summary>
internal unsafe struct PredictionScratch
{
    /// <summary>[rows, in].</summary>
    public float* Input;

    /// <summary>[rows, features padded to whole panels], of every other stage.</summary>
    public float* Even;
    public float* Odd;

    /// <summary>[slots][rows, features]: inputs of residuals.</summary>
    public float* Kept;
    public nint KeptLength;

    /// <summary>[rows, widest panel].</summary>
    public float* Panel;

    /// <summary>Where a stage's input is not zero.</summary>
    public uint* Masks;
}
