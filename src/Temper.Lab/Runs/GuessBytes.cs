namespace Temper.Lab.Runs;

/// <summary>The bytes of <see cref="TestGuesses"/>. Nothing is believed of what is read: it may be cut, rotten or made up.</summary>
internal static class GuessBytes
{
    /// <summary>The largest number is an image of 2^31 times 2^20 classes: 51 bits in groups of 7.</summary>
    private const int LongestNumber = 8;

    private const int MoreFollows = 0x80;

    public static byte[] Write(TestGuesses guesses)
    {
        var bytes = new List<byte>(guesses.Wrong * 5 / 4);
        Append(bytes, guesses.Images);
        Append(bytes, guesses.Classes);
        Append(bytes, guesses.Wrong);
        var wrong = guesses.WrongImages.Span;
        var taken = guesses.WrongGuesses.Span;
        var next = 0;
        for (var i = 0; i < wrong.Length; i++)
        {
            Append(bytes, ((long)(wrong[i] - next) * guesses.Classes) + taken[i]);
            next = wrong[i] + 1;
        }

        return [.. bytes];
    }

    /// <exception cref="FormatException">The bytes are not what <see cref="Write"/> gives.</exception>
    public static TestGuesses Read(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        var images = (int)Number(bytes, ref at, int.MaxValue, "images");
        var classes = (int)Number(bytes, ref at, TestGuesses.MostClasses, "classes");
        var count = (int)Number(bytes, ref at, images, "images guessed wrong");
        if (classes == 0)
        {
            throw new FormatException("expected guesses among at least one class, received none");
        }

        // Each takes a byte or more: a count that the bytes cannot hold is refused before there is memory for it.
        if (count > bytes.Length - at)
        {
            throw new FormatException(
                FormattableString.Invariant($"expected {count} images guessed wrong, received {bytes.Length - at} bytes, which cannot hold them"));
        }

        var (wrong, taken) = (new int[count], new int[count]);
        var next = 0;
        for (var i = 0; i < count; i++)
        {
            var number = Number(bytes, ref at, long.MaxValue, "an image guessed wrong");
            var image = next + (number / classes);
            if (image >= images)
            {
                throw new FormatException(
                    FormattableString.Invariant($"expected images guessed wrong from 0 to {images - 1}, received image {image}"));
            }

            (wrong[i], taken[i]) = ((int)image, (int)(number % classes));
            next = wrong[i] + 1;
        }

        return at == bytes.Length
            ? new TestGuesses(images, classes, wrong, taken)
            : throw new FormatException(FormattableString.Invariant($"expected guesses of {at} bytes, received {bytes.Length}"));
    }

    private static void Append(List<byte> bytes, long number)
    {
        for (; number >= MoreFollows; number >>= 7)
        {
            bytes.Add((byte)(number | MoreFollows));
        }

        bytes.Add((byte)number);
    }

    private static long Number(ReadOnlySpan<byte> bytes, ref int at, long most, string what)
    {
        var number = 0L;
        for (var i = 0; i < LongestNumber; i++)
        {
            if (at + i >= bytes.Length)
            {
                throw new FormatException(FormattableString.Invariant($"expected {what} at byte {at}, received only {bytes.Length} bytes"));
            }

            var part = bytes[at + i];
            number |= (long)(part & ~MoreFollows) << (7 * i);
            if (part < MoreFollows)
            {
                // A last byte of 0 adds nothing: the same number has a shorter form.
                if (i > 0 && part == 0)
                {
                    break;
                }

                if (number > most)
                {
                    throw new FormatException(FormattableString.Invariant($"expected {what} up to {most} at byte {at}, received {number}"));
                }

                at += i + 1;
                return number;
            }
        }

        throw new FormatException(FormattableString.Invariant($"expected a number in its shortest form at byte {at}, received a longer one"));
    }
}
