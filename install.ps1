# Installs ipp-bot for this user, without administrator's rights, and makes shortcuts that open its
# web page. Windows PowerShell 5.1 or newer:
#   powershell -ExecutionPolicy Bypass -File install.ps1 [-Wheel FILE] [-Index URL] [-Extras LIST]
#     [-Workspace DIR] [-NoShortcut] [-NoBrowser]
param(
    [string]$Wheel = '',
    [string]$Index = '',
    [string]$Extras = 'ui,portal',
    [string]$Workspace = (Join-Path ([Environment]::GetFolderPath('MyDocuments')) 'ipp-bot'),
    [switch]$NoShortcut,
    [switch]$NoBrowser
)
$ErrorActionPreference = 'Stop'

function Say([string]$Words) { Write-Host "* $Words" }
function Fail([string]$Words, [string]$Hint) {
    Write-Host "error: $Words"
    Write-Host "    -> $Hint"
    exit 2
}

# Whether a program can be run so and ends well. What it writes is not shown: it may be the stand-in
# that opens the Microsoft Store. Windows PowerShell 5.1 takes a redirected line of stderr for an error.
function Test-Program([string]$Name, [string[]]$Arguments) {
    if (-not (Get-Command $Name -CommandType Application -ErrorAction SilentlyContinue)) { return $false }
    $ErrorActionPreference = 'Continue'
    & $Name @Arguments 2>&1 | Out-Null
    return $LASTEXITCODE -eq 0
}

# A shortcut needs the whole path, and a backslash before a closing quote would be taken for its own.
$Workspace = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Workspace)
if ($Workspace -notmatch '^[A-Za-z]:\\$') { $Workspace = $Workspace.TrimEnd([IO.Path]::DirectorySeparatorChar) }

# What is installed: the wheel that is named, one that lies here, or the name at an index.
if (-not $Wheel) {
    $found = Get-ChildItem -Path $PSScriptRoot, (Join-Path $PSScriptRoot 'dist') -Filter 'ipp_bot-*.whl' -ErrorAction SilentlyContinue |
        Sort-Object LastWriteTime | Select-Object -Last 1
    if ($found) { $Wheel = $found.FullName }
}
if ($Wheel) {
    if (-not (Test-Path -LiteralPath $Wheel -PathType Leaf)) { Fail "$Wheel is not there" 'make wheel builds one in dist' }
    $Wheel = (Resolve-Path -LiteralPath $Wheel).Path
}

if (Get-Command uv -ErrorAction SilentlyContinue) {
    $what = "ipp-bot[$Extras]"
    if ($Wheel) { $what = "ipp-bot[$Extras] @ $(([Uri]$Wheel).AbsoluteUri)" }
    Say "installing $what with uv"
    $arguments = @('tool', 'install', '--quiet', '--force')
    if ($Index) { $arguments += @('--index', $Index) }
    & uv @arguments $what
    if ($LASTEXITCODE -ne 0) { Fail 'uv could not install it' 'read what uv says above' }
    $bin = (& uv tool dir --bin).Trim()
    $program = Join-Path $bin 'ipp-bot.exe'
} else {
    $python = $null
    $good = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
    foreach ($each in @(@('py', '-3'), @('python'))) {
        $options = @($each | Select-Object -Skip 1)
        if (Test-Program $each[0] ($options + @('-c', $good))) { $python = $each; break }
    }
    if (-not $python) {
        Fail 'neither uv nor Python 3.11 was found' 'winget install astral-sh.uv, or https://www.python.org/downloads/windows/'
    }
    $place = Join-Path $env:LOCALAPPDATA 'ipp-bot\venv'
    $what = "ipp-bot[$Extras]"
    if ($Wheel) { $what = "${Wheel}[$Extras]" }
    Say "installing $what into $place"
    $options = @($python | Select-Object -Skip 1)
    & $python[0] @options -m venv --clear $place
    if ($LASTEXITCODE -ne 0) { Fail 'no environment could be made' 'close what runs in it, then type it again' }
    $arguments = @('-m', 'pip', 'install', '--quiet', '--disable-pip-version-check')
    if ($Index) { $arguments += @('--index-url', $Index) }
    & (Join-Path $place 'Scripts\python.exe') @arguments $what
    if ($LASTEXITCODE -ne 0) { Fail 'pip could not install it' 'read what pip says above' }
    $program = Join-Path $place 'Scripts\ipp-bot.exe'
}
Say "$(& $program --version) is at $program"

if (-not $NoBrowser) {
    # Edge is part of Windows; Chrome and Chromium are found as well.
    if (Test-Program $program @('browser', 'list')) {
        Say 'the browser that is there is used: ipp-bot browser list'
    } else {
        Say 'no browser was found: getting one (about 110 MB)'
        & $program browser install
        if ($LASTEXITCODE -ne 0) { Say "none could be got: install Edge or Chrome, or type & '$program' browser install" }
    }
}

if (Test-Path -LiteralPath (Join-Path $Workspace 'ipp-bot.yaml')) {
    Say "the workspace $Workspace is kept as it is"
} else {
    & $program new $Workspace | Out-Null
    if ($LASTEXITCODE -ne 0) { Fail "no workspace could be begun in $Workspace" 'name another folder with -Workspace' }
    Say "a workspace was begun in ${Workspace}: accounts go into its ipp-bot.yaml"
}

if (-not $NoShortcut) {
    $shell = New-Object -ComObject WScript.Shell
    foreach ($folder in @('Desktop', 'Programs')) {
        $file = Join-Path ([Environment]::GetFolderPath($folder)) 'ipp-bot.lnk'
        $link = $shell.CreateShortcut($file)
        $link.TargetPath = $program
        $link.Arguments = "ui --workspace `"$Workspace`""
        $link.WorkingDirectory = $Workspace
        $link.Description = 'ipp-bot'
        $link.Save()
        Say "the shortcut $file opens the page"
    }
}
$quoted = @($program, $Workspace) | ForEach-Object { "'$($_ -replace "'", "''")'" }
Say "now type: & $($quoted[0]) ui --workspace $($quoted[1])"
