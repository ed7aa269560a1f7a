; The installer. installer.py runs: makensis -DTREE=folder -DVERSION=0.1.0 -DOUT=Schoolbell-0.1.0.exe schoolbell.nsi
;
;   Schoolbell-0.1.0.exe                          for whoever runs it; needs no administrator
;   Schoolbell-0.1.0.exe /ALLUSERS /S             for everybody at this computer, without a window; by an administrator
;     /PRESET=schoolbell.toml                     what the school sets for its computers
;     /RELAY                                      with /ALLUSERS: a relay that starts with this computer
;
; Ends with 0; 2: the preset can't be used, and nothing was changed; 3: a newer one is installed; 4: not an administrator; 5: Schoolbell is
; running; 6: this Windows is too old; 1: anything else. Without a window it says why where it was started, and in
; %TEMP%\Schoolbell-install.log.
Unicode true
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Win/COM.nsh
!include Win/Propkey.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include x64.nsh
SetCompressor /SOLID lzma
Name "Schoolbell"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Schoolbell"
BrandingText "Schoolbell ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Schoolbell"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Installs Schoolbell"
VIAddVersionKey LegalCopyright "Schoolbell contributors, MIT licence"
!define MUI_ICON "${TREE}\..\schoolbell.ico"
!define MUI_UNICON "${TREE}\..\schoolbell.ico"
!ifdef SIGN
  !uninstfinalize `${SIGN} "%1"` = 0
!endif
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${TREE}\LICENSE.txt"
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\schoolbell.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

!define INSTALLED "Software\Microsoft\Windows\CurrentVersion\Uninstall\Schoolbell"
!define LINKS "Software\Classes\schoolbell"
!define APP_ID "Schoolbell.Desktop" ; as desktop/app/start.py has it
!define APP "Software\Classes\AppUserModelId\${APP_ID}"
!define LINK "$SMPROGRAMS\Schoolbell.lnk"
!define RULE 'netsh advfirewall firewall'
!define SERVICE "SchoolbellRelay"
Var All
Var Preset
Var Relay

; Says a sentence and ends: in a window, or where we were started and in a file.
!macro End un
Function ${un}End
  Pop $0 ; the exit code
  Pop $1 ; the sentence
  ${If} ${Silent}
    System::Call 'kernel32::AttachConsole(i -1)'
    System::Call 'kernel32::GetStdHandle(i -11) p .r2'
    FileWrite $2 "$1$\r$\n"
    FileOpen $2 "$TEMP\Schoolbell-install.log" a
    FileSeek $2 0 END
    FileWrite $2 "$1$\r$\n"
    FileClose $2
  ${Else}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$1"
  ${EndIf}
  SetErrorLevel $0
  Quit
FunctionEnd
!macroend
!insertmacro End ""
!insertmacro End "un."
!macro EndWith un code sentence
  Push "${sentence}"
  Push ${code}
  Call ${un}End
!macroend

; A program that runs holds its file.
!macro IsRunning un
Function ${un}IsRunning
  Pop $0
  ${If} ${FileExists} "$0"
    ClearErrors
    FileOpen $1 "$0" a
    ${If} ${Errors}
      !insertmacro EndWith "${un}" 5 "Schoolbell is running here, or a relay of it. Please end it (in its menu: Quit), and start this again."
    ${EndIf}
    FileClose $1
  ${EndIf}
FunctionEnd
!macroend
!insertmacro IsRunning ""
!insertmacro IsRunning "un."

Function .onInit
  SetRegView 64
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    !insertmacro EndWith "" 6 "Schoolbell needs Windows 10 or 11 of 64 bits."
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} "$0" "/ALLUSERS" $1
  ${IfNot} ${Errors}
    StrCpy $All 1
    SetShellVarContext all
    StrCpy $INSTDIR "$PROGRAMFILES64\Schoolbell" ; whatever /D says: where administrators alone may write
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      !insertmacro EndWith "" 4 "/ALLUSERS needs an administrator. Please start this as one."
    ${EndIf}
  ${EndIf}
  ClearErrors
  ${GetOptions} "$0" "/RELAY" $1
  ${IfNot} ${Errors}
    StrCpy $Relay 1
    ${If} $All != 1
      !insertmacro EndWith "" 4 "/RELAY needs /ALLUSERS, too: a relay that starts with the computer is nobody's own."
    ${EndIf}
  ${EndIf}
  ClearErrors
  ${GetOptions} "$0" "/PRESET=" $Preset
  ${IfNot} ${Errors}
    GetFullPathName $1 "$Preset"
    ${If} $1 == ""
      !insertmacro EndWith "" 2 "There is no file $Preset."
    ${EndIf}
    StrCpy $Preset $1
  ${EndIf}
  ReadRegStr $1 SHCTX "${INSTALLED}" "DisplayVersion"
  ${If} $1 != ""
    ${VersionCompare} "$1" "${VERSION}" $2
    ${If} $2 == 1
      !insertmacro EndWith "" 3 "Schoolbell $1 is installed here, which is newer than ${VERSION}. Nothing was changed."
    ${EndIf}
  ${EndIf}
  ${If} $Preset != ""
    Call CheckPreset
  ${EndIf}
FunctionEnd

; Before anything is changed, and so with as much of the program as that takes, in a folder that goes by itself.
Function CheckPreset
  InitPluginsDir
  SetOutPath "$PLUGINSDIR\Schoolbell"
  File "${TREE}/*.*"
  SetOutPath "$PLUGINSDIR\Schoolbell\Lib\desktop"
  File "${TREE}/Lib/desktop/*.py"
  SetOutPath "$PLUGINSDIR\Schoolbell\Lib\relay"
  File "${TREE}/Lib/relay/__init__.py"
  SetOutPath "$PLUGINSDIR\Schoolbell\Lib\relay\protocol"
  File "${TREE}/Lib/relay/protocol/*.py"
  SetOutPath "$PLUGINSDIR\Schoolbell\Lib\resources"
  File "${TREE}/Lib/resources/__init__.py"
  File /r "${TREE}/Lib/resources/translations"
  SetOutPath "$PLUGINSDIR\Schoolbell\Lib"
  File /r "${TREE}/Lib/msgspec"
  File /r "${TREE}/Lib/platformdirs"
  SetOutPath "$TEMP" ; a folder that somebody is in does not go
  nsExec::ExecToStack '"$PLUGINSDIR\Schoolbell\schoolbell-relay.exe" -P -m desktop.preset "$Preset"'
  Pop $0
  Pop $1
  ${If} $0 != 0
    !insertmacro EndWith "" 2 "$1"
  ${EndIf}
FunctionEnd

Section
  ${If} $All == 1
    nsExec::Exec 'net stop ${SERVICE}'
    Pop $0
  ${EndIf}
  Push "$INSTDIR\schoolbell.exe"
  Call IsRunning
  Push "$INSTDIR\schoolbell-relay.exe"
  Call IsRunning
  SetOutPath "$INSTDIR"
  ${If} ${FileExists} "$INSTDIR\schoolbell.exe"
    RMDir /r "$INSTDIR\Lib" ; no module of an earlier version stays
  ${EndIf}
  ClearErrors
  File /r "${TREE}/*.*"
  ${If} ${Errors}
    !insertmacro EndWith "" 1 "The files could not be written to $INSTDIR. Please see whether there is room, and start this again."
  ${EndIf}
  ${If} $Preset != ""
    CopyFiles /SILENT "$Preset" "$INSTDIR\schoolbell.toml"
  ${EndIf}
  DetailPrint "Getting the program ready ..."
  nsExec::Exec '"$INSTDIR\schoolbell-relay.exe" -P -m compileall -q "$INSTDIR\Lib"'
  Pop $0
  CreateShortcut "${LINK}" "$INSTDIR\schoolbell.exe"
  Call NameLink
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr SHCTX "${LINKS}" "" "URL:Schoolbell"
  WriteRegStr SHCTX "${LINKS}" "URL Protocol" ""
  WriteRegStr SHCTX "${LINKS}\DefaultIcon" "" "$INSTDIR\schoolbell.exe,0"
  WriteRegStr SHCTX "${LINKS}\shell\open\command" "" '"$INSTDIR\schoolbell.exe" "%1"'
  WriteRegStr SHCTX "${APP}" "DisplayName" "Schoolbell"
  WriteRegStr SHCTX "${APP}" "IconUri" "$INSTDIR\schoolbell.png"
  WriteRegStr SHCTX "${INSTALLED}" "DisplayName" "Schoolbell"
  WriteRegStr SHCTX "${INSTALLED}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${INSTALLED}" "DisplayIcon" "$INSTDIR\schoolbell.exe"
  WriteRegStr SHCTX "${INSTALLED}" "Publisher" "Schoolbell contributors"
  WriteRegStr SHCTX "${INSTALLED}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${INSTALLED}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${INSTALLED}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${INSTALLED}" "NoModify" 1
  WriteRegDWORD SHCTX "${INSTALLED}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${INSTALLED}" "EstimatedSize" $0
  ${If} $All == 1
    Call OpenFirewall
  ${EndIf}
  ${If} $Relay == 1
    Call AddService
  ${ElseIf} $All == 1
    nsExec::Exec 'net start ${SERVICE}' ; it was stopped for the update, if there is one
    Pop $0
  ${EndIf}
SectionEnd

; The program's windows and notifications belong to this entry of the menu: it has the same id.
Function NameLink
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
    ${If} $1 P<> 0
    ${AndIf} $2 P<> 0
      System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
      System::Call '*(&w40 "${APP_ID}")p.r4'
      System::Call '*(&i2 ${VT_LPWSTR},&i6,p r4,p)p.r5'
      ${IPersistFile::Load} $1 '("${LINK}",${STGM_READWRITE}).r6'
      ${IPropertyStore::SetValue} $2 '(r3,r5).r7'
      ${If} $6 = 0
      ${AndIf} $7 = 0
        ${IPropertyStore::Commit} $2 ""
        ${IPersistFile::Save} $1 '("${LINK}",1)'
      ${EndIf}
      System::Free $3
      System::Free $4
      System::Free $5
    ${EndIf}
    !insertmacro ComHlpr_SafeRelease $1
    !insertmacro ComHlpr_SafeRelease $2
    ${IUnknown::Release} $0 ""
  ${EndIf}
FunctionEnd

; Without these Windows asks whoever hosts first, and takes "Cancel" for a rule that blocks.
Function OpenFirewall
  nsExec::Exec '${RULE} delete rule name="Schoolbell"'
  Pop $0
  nsExec::Exec '${RULE} add rule name="Schoolbell" dir=in action=allow program="$INSTDIR\schoolbell.exe" enable=yes profile=private,domain'
  Pop $0
  nsExec::Exec '${RULE} add rule name="Schoolbell" dir=in action=allow program="$INSTDIR\schoolbell-relay.exe" enable=yes profile=private,domain'
  Pop $0
FunctionEnd

Function AddService
  CreateDirectory "$APPDATA\Schoolbell\relay"
  ; Administrators, Windows and the service's own account, and nobody else: its key and people's words are there.
  ; Whoever made such a folder before owns nothing of it any more.
  nsExec::Exec 'icacls "$APPDATA\Schoolbell\relay" /setowner *S-1-5-32-544 /T /C /Q'
  Pop $0
  nsExec::Exec 'icacls "$APPDATA\Schoolbell\relay" /reset /T /C /Q'
  Pop $0
  nsExec::Exec 'icacls "$APPDATA\Schoolbell\relay" /inheritance:r /grant:r *S-1-5-32-544:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-19:(OI)(CI)F'
  Pop $0
  nsExec::Exec 'sc create ${SERVICE} binPath= "\"$INSTDIR\schoolbell-relay.exe\" service --data \"$APPDATA\Schoolbell\relay\"" start= auto obj= "NT AUTHORITY\LocalService" DisplayName= "Schoolbell relay"'
  Pop $0
  nsExec::Exec 'sc failure ${SERVICE} reset= 3600 actions= restart/2000/restart/10000/restart/60000'
  Pop $0
  nsExec::Exec 'sc failureflag ${SERVICE} 1'
  Pop $0
  nsExec::Exec 'net start ${SERVICE}'
  Pop $0
  ${If} $0 != 0
    !insertmacro EndWith "" 1 "Schoolbell is installed, but its relay did not start. It says why in $APPDATA\Schoolbell\relay\relay.log."
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  ReadRegStr $0 HKLM "${INSTALLED}" "InstallLocation"
  ${If} $0 == "$INSTDIR"
    StrCpy $All 1
    SetShellVarContext all
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      !insertmacro EndWith "un." 4 "This Schoolbell is everybody's at this computer. Please start this as an administrator."
    ${EndIf}
  ${EndIf}
FunctionEnd

Section Uninstall
  ${If} $All == 1
    nsExec::Exec 'net stop ${SERVICE}'
    Pop $0
  ${EndIf}
  Push "$INSTDIR\schoolbell.exe"
  Call un.IsRunning
  Push "$INSTDIR\schoolbell-relay.exe"
  Call un.IsRunning
  ${If} $All == 1
    nsExec::Exec 'sc delete ${SERVICE}'
    Pop $0
    nsExec::Exec '${RULE} delete rule name="Schoolbell"'
    Pop $0
  ${EndIf}
  Delete "${LINK}"
  RMDir /r "$INSTDIR\Lib"
  !include "${TREE}/../files.nsh" ; a line for each file beside Lib
  Delete "$INSTDIR\schoolbell.toml"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey SHCTX "${LINKS}"
  DeleteRegKey SHCTX "${APP}"
  DeleteRegKey SHCTX "${INSTALLED}"
  ; %LOCALAPPDATA%\Schoolbell has what people chose and hosted, ProgramData\Schoolbell the relay's data: they stay.
SectionEnd
