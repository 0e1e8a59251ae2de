using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Encryption;

/// <summary>A workbook that was decrypted into memory, under the name of the file it came from.</summary>
internal sealed class DecryptedFile(SourceFile file, ArraySegment<byte> content) : SourceFile
{
    public override string Name => file.Name;

    public override string Path => file.Path;

    public override bool IsCompressed => true;

    public override long Length => file.Length;

    public override ReadOnlyMemory<byte> Head => content.AsMemory(0, Math.Min(HeadLength, content.Count));

    public override string Extension => file.Extension;

    public override string BaseName => file.BaseName;

    public override Stream OpenRead(Action<long>? progress = null) => new MemoryStream(content.Array!, content.Offset, content.Count, writable: false);

    public override string? Sibling(string extension) => file.Sibling(extension);
}
