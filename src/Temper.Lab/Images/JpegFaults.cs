using BitMiracle.LibJpeg.Classic;

namespace Temper.Lab.Images;

/// <summary>
/// What the decoder says about a file. Where it would make do with pixels that are missing or damaged, the file is refused: it could be told to
/// do so thousands of times. Nothing is printed.
/// </summary>
internal sealed class JpegFaults : jpeg_error_mgr
{
    private int code;

    /// <inheritdoc/>
    public override void error_exit() => throw new InvalidDataException($"the JPEG file is damaged ({format_message()})");

    /// <inheritdoc/>
    public override void emit_message(int msg_level)
    {
        if (msg_level >= 0)
        {
            return;
        }

        // The number of a message is not to be had otherwise.
        var message = format_message();
        if ((J_MESSAGE_CODE)code is J_MESSAGE_CODE.JWRN_HIT_MARKER or J_MESSAGE_CODE.JWRN_HUFF_BAD_CODE
            or J_MESSAGE_CODE.JWRN_MUST_RESYNC or J_MESSAGE_CODE.JWRN_JPEG_EOF)
        {
            throw new InvalidDataException($"the JPEG file's pixels are damaged ({message})");
        }
    }

    /// <inheritdoc/>
    public override void output_message()
    {
    }

    /// <inheritdoc/>
    protected override string GetMessageText(int code)
    {
        this.code = code;
        return base.GetMessageText(code);
    }
}
