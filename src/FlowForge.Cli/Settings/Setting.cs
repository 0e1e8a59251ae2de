namespace FlowForge.Cli.Settings;

/// <summary>One setting: where it may come from, what it accepts, what it is without being set. Declared in <see cref="SettingsTable"/> only.</summary>
internal abstract class Setting
{
    /// <summary>Group and key in a configuration file: <c>convert.compression</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The environment variable.</summary>
    public required string Variable { get; init; }

    /// <summary>The option on the command line, with dashes; null when there is none.</summary>
    public string? Flag { get; init; }

    /// <summary>The default in words, where its value depends on the machine.</summary>
    public required string DefaultText { get; init; }

    public required string Doc { get; init; }

    /// <summary>Shown as stars and never logged.</summary>
    public bool IsSecret { get; init; }

    /// <summary>What a value may be, with unit and range: goes into messages, help and docs.</summary>
    public abstract string Accepts { get; }

    /// <summary>The default as <c>config show</c> tells it; null when unset.</summary>
    public abstract string? DefaultValue { get; }

    public abstract bool IsValid(string text);
}

/// <summary>A setting whose values are of type <typeparamref name="T"/>.</summary>
internal sealed class Setting<T>(SettingKind<T> kind, T fallback) : Setting
{
    public override string Accepts => kind.Accepts;

    public override string? DefaultValue => kind.Render(fallback) is { Length: > 0 } text ? text : null;

    public T Default => fallback;

    public override bool IsValid(string text) => kind.TryRead(text, out _);

    /// <exception cref="FormatException">The text is not one that <see cref="IsValid"/> accepts.</exception>
    public T Read(string text) => kind.TryRead(text, out T value) ? value : throw new FormatException($"{Name}: '{text}' is not {Accepts}.");
}
