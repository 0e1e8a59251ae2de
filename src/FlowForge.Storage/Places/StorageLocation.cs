namespace FlowForge.Storage.Places;

/// <summary>Where a file or folder is. A closed set: only the records below derive from it.</summary>
public abstract record StorageLocation
{
    private StorageLocation() { }

    /// <summary>The part below the root: path, key or object name, <c>/</c> between its segments. It may hold <c>*</c> and <c>?</c>.</summary>
    public abstract string Path { get; init; }

    /// <summary>The last segment; empty at a root.</summary>
    public string Name => Path.TrimEnd('/')[(Path.TrimEnd('/').LastIndexOf('/') + 1)..];

    public bool IsRemote => this is not (Local or StandardInput);

    /// <summary>A file below this one taken as a folder.</summary>
    /// <param name="name">Relative, <c>/</c> between segments.</param>
    public StorageLocation Combine(string name) => this switch
    {
        Local => this with { Path = System.IO.Path.Combine(Path, name) },
        _ => this with { Path = Path.Length == 0 || Path.EndsWith('/') ? Path + name : $"{Path}/{name}" },
    };

    public abstract T Accept<T>(IVisitor<T> visitor);

    /// <summary>A path of this machine, absolute or relative to the working folder.</summary>
    public sealed record Local(string Path) : StorageLocation
    {
        public override string Path { get; init; } = Path;

        public override T Accept<T>(IVisitor<T> visitor) => visitor.Visit(this);

        public override string ToString() => Path;
    }

    /// <summary><c>-</c></summary>
    public sealed record StandardInput : StorageLocation
    {
        public override string Path { get; init; } = "";

        public override T Accept<T>(IVisitor<T> visitor) => visitor.Visit(this);

        public override string ToString() => "-";
    }

    /// <summary>A Unity Catalog volume of a workspace.</summary>
    /// <param name="Path">Absolute: <c>/Volumes/catalog/schema/volume/…</c></param>
    public sealed record Volume(string Path) : StorageLocation
    {
        public override string Path { get; init; } = Path;

        /// <summary><c>/Volumes/catalog/schema/volume</c></summary>
        public string Root => string.Join('/', Path.Split('/').Take(5));

        public override T Accept<T>(IVisitor<T> visitor) => visitor.Visit(this);

        public override string ToString() => Path;
    }

    /// <summary><c>s3://bucket/key</c></summary>
    public sealed record S3(string Bucket, string Path) : StorageLocation
    {
        public override string Path { get; init; } = Path;

        public override T Accept<T>(IVisitor<T> visitor) => visitor.Visit(this);

        public override string ToString() => $"s3://{Bucket}/{Path}";
    }

    /// <summary><c>abfss://container@account.dfs.core.windows.net/path</c></summary>
    /// <param name="Host">The account's endpoint: <c>account.dfs.core.windows.net</c>.</param>
    public sealed record Adls(string Container, string Host, string Path) : StorageLocation
    {
        public override string Path { get; init; } = Path;

        public string Account => Host.Split('.', ':')[0];

        public override T Accept<T>(IVisitor<T> visitor) => visitor.Visit(this);

        public override string ToString() => $"abfss://{Container}@{Host}/{Path}";
    }

    /// <summary><c>gs://bucket/object</c></summary>
    public sealed record Gcs(string Bucket, string Path) : StorageLocation
    {
        public override string Path { get; init; } = Path;

        public override T Accept<T>(IVisitor<T> visitor) => visitor.Visit(this);

        public override string ToString() => $"gs://{Bucket}/{Path}";
    }

    public interface IVisitor<out T>
    {
        T Visit(Local place);

        T Visit(StandardInput place);

        T Visit(Volume place);

        T Visit(S3 place);

        T Visit(Adls place);

        T Visit(Gcs place);
    }
}
