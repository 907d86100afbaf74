using System.Xml.Linq;
using StbImageSharp;
using Temper.Lab.Reports;
using Xunit;

namespace Temper.Tests.Reports;

public sealed class PictureGridTests
{
    private static readonly string[] Names = ["T-shirt/top", "Trouser", "Ankle Boot"];

    [Fact]
    public void Every_image_is_titled_with_guess_and_truth()
    {
        XDocument picture = Parse(new PictureGridData("Grid", "seed 1", Names, [Ramp(2, 2, 0, 0), Ramp(2, 2, 0, 2)]));
        IReadOnlyList<XElement> cells = picture.Groups("tp-cell");
        Assert.Equal("Guess: T-shirt/top, True: T-shirt/top", cells[0].Element(SvgReading.Svg + "title")!.Value);
        Assert.Equal("Guess: T-shirt/top, True: Ankle Boot", cells[1].Element(SvgReading.Svg + "title")!.Value);
        Assert.Equal(["Guess: T-shirt/top", "True: Ankle Boot"], cells[1].Texts());
    }

    [Fact]
    public void A_right_guess_is_grey_and_stretched_to_the_full_range()
    {
        ImageResult image = Decode(new GridPicture(new byte[] { 50, 100, 75, 62, 50, 100 }, 2, 3, 1, 1));
        Assert.Equal((3, 2), (image.Width, image.Height));
        Assert.Equal(ColorComponents.Grey, image.SourceComp);
        Assert.Equal([0, 255, 128, 61, 0, 255], [.. Enumerable.Range(0, 6).Select(index => (int)image.Data[3 * index])]);
    }

    [Fact]
    public void A_wrong_guess_is_viridis()
    {
        ImageResult image = Decode(new GridPicture(new byte[] { 10, 200 }, 1, 2, 1, 2));
        Assert.Equal(ColorComponents.RedGreenBlue, image.SourceComp);
        Assert.Equal([0x44, 0x01, 0x54, 0xFD, 0xE7, 0x25], image.Data);
    }

    [Fact]
    public void An_image_of_one_value_is_as_dark_as_matplotlib_makes_it()
    {
        Assert.All(Decode(new GridPicture(new byte[] { 200, 200 }, 1, 2, 1, 1)).Data, sample => Assert.Equal(0, sample));
    }

    [Theory]
    [InlineData(28, 28)]
    [InlineData(8, 8)]
    [InlineData(64, 48)]
    [InlineData(48, 64)]
    [InlineData(300, 200)]
    [InlineData(1, 28)]
    public void Any_size_keeps_its_shape_inside_its_cell(int height, int width)
    {
        GridPicture picture = Ramp(height, width, 0, 1);
        XDocument grid = Parse(new PictureGridData("Grid", "", Names, [.. Enumerable.Repeat(picture, 4)], Columns: 2));
        XElement[] images = [.. grid.All("image")];
        Assert.Equal(4, images.Length);
        foreach (XElement image in images)
        {
            Assert.Equal((double)width / height, image.Number("width") / image.Number("height"), 0.02 * width / height);
            Assert.InRange(image.Number("width"), 1, 144);
            Assert.InRange(image.Number("height"), 1, 144);
        }

        Assert.Equal(2, images.Select(image => image.Number("x")).Distinct().Count());
        Assert.Equal(2, images.Select(image => image.Number("y")).Distinct().Count());
        byte[] png = Convert.FromBase64String(images[0].Attribute("href")!.Value["data:image/png;base64,".Length..]);
        ImageResult decoded = ImageResult.FromMemory(png, ColorComponents.RedGreenBlue);
        Assert.Equal((width, height), (decoded.Width, decoded.Height));
    }

    [Fact]
    public void Long_names_are_neither_cut_nor_wider_than_their_cell()
    {
        string[] names = [new string('W', 70), "some words that go on and on until the line is full", "日本語のとても長いクラス名です日本語のとても長いクラス名です"];
        XDocument grid = Parse(new PictureGridData("Grid", "", names, [Ramp(8, 8, 0, 1), Ramp(8, 8, 2, 2), Ramp(8, 8, 1, 0)]));
        IReadOnlyList<XElement> cells = grid.Groups("tp-cell");
        Assert.Contains(names[0], string.Concat(cells[0].Texts()), StringComparison.Ordinal);
        Assert.Contains(names[1], string.Join(' ', cells[0].Texts()), StringComparison.Ordinal);
        Assert.Contains(names[2], string.Concat(cells[1].Texts()), StringComparison.Ordinal);
        foreach (XElement cell in cells)
        {
            Assert.All(cell.All("text"), text => Assert.InRange(TextFit.Width(text.Value, text.Number("font-size")), 1, 190));
            double[] baselines = [.. cell.All("text").Select(text => text.Number("y"))];
            Assert.All(baselines.Zip(baselines.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 13));
            Assert.True(baselines[^1] < cell.All("image").Single().Number("y"));
        }
    }

    [Fact]
    public void Hostile_names_are_escaped_and_bytes_are_deterministic()
    {
        var data = new PictureGridData("</title><script>", "", ["<script>alert(1)</script>", "\"&'", "x"], [Ramp(3, 3, 0, 1)]);
        string svg = PictureGrid.Render(data);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.Contains("Guess: <script>alert(1)</script>, True: \"&'", XDocument.Parse(svg).All("title").Select(title => title.Value));
        Assert.Equal(svg, PictureGrid.Render(data));
    }

    [Fact]
    public void No_images_is_said_and_a_wrong_description_is_refused()
    {
        Assert.Contains("no images", Parse(new PictureGridData("Grid", "", Names, [])).Texts());
        Assert.Contains("class 7", Refused(Ramp(2, 2, 7, 0)), StringComparison.Ordinal);
        Assert.Contains("2 x 2", Refused(new GridPicture(new byte[3], 2, 2, 0, 0)), StringComparison.Ordinal);
    }

    private static string Refused(GridPicture picture) =>
        Assert.Throws<ArgumentException>(() => PictureGrid.Render(new PictureGridData("Grid", "", Names, [picture]))).Message;

    private static GridPicture Ramp(int height, int width, int guess, int truth) =>
        new(Enumerable.Range(0, height * width).Select(index => (byte)index).ToArray(), height, width, guess, truth);

    private static XDocument Parse(PictureGridData data) => XDocument.Parse(PictureGrid.Render(data));

    private static ImageResult Decode(GridPicture picture)
    {
        XDocument grid = Parse(new PictureGridData("Grid", "", Names, [picture]));
        string uri = grid.All("image").Single().Attribute("href")!.Value;
        return ImageResult.FromMemory(Convert.FromBase64String(uri["data:image/png;base64,".Length..]), ColorComponents.RedGreenBlue);
    }
}
